package dev.slipway.balancer.consul;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.balancer.Departures;
import dev.slipway.balancer.Driver;
import dev.slipway.fleet.BalancerSpec;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

/** The driver {@code consul}. Written to Consul's HTTP interface, version 1. */
@Singleton
public final class ConsulDriver implements Driver {
    private static final Duration SETTLE = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final BalancerSecrets secrets;

    /** The tokens are read at each use. */
    public ConsulDriver(InstantSource clock, BalancerSecrets secrets) {
        this.clock = clock;
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return "consul";
    }

    @Override
    public Balancer open(BalancerSpec spec) {
        if (spec.endpoints().isEmpty()) {
            throw new IllegalArgumentException("Balancer " + spec.name() + " needs at least one endpoint");
        }
        var settle = spec.wait("settle", SETTLE);
        var endpoints = spec.endpoints().stream().map(URI::create).toList();
        return new ConsulBalancer(spec, new Agents(spec, endpoints, secrets), new Departures(clock, settle));
    }
}
