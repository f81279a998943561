package dev.slipway.balancer.digitalocean;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.balancer.Departures;
import dev.slipway.balancer.Driver;
import dev.slipway.balancer.Turn;
import dev.slipway.fleet.BalancerSpec;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The driver {@code digitalocean}. Written to DigitalOcean's description of its API, version 2. */
@Singleton
public final class DigitaloceanDriver implements Driver {
    private static final String API = "https://api.digitalocean.com";
    private static final Duration SETTLE = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final BalancerSecrets secrets;

    /** One load balancer refuses a second change while it carries out the first, so all fleets take turns at it. */
    private final Map<String, Turn> turns = new ConcurrentHashMap<>();

    /** The tokens are read at each use. */
    public DigitaloceanDriver(InstantSource clock, BalancerSecrets secrets) {
        this.clock = clock;
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return "digitalocean";
    }

    @Override
    public Balancer open(BalancerSpec spec) {
        var base = spec.endpoints().isEmpty() ? API : spec.endpoints().getFirst();
        var id = spec.needed("loadBalancer");
        var token = spec.needed("token");
        var settle = spec.wait("settle", SETTLE);
        return new DigitaloceanBalancer(
                spec,
                new Account(
                        spec.name(),
                        URI.create(base),
                        id,
                        () -> secrets.read("balancer " + spec.name(), "token", token),
                        clock),
                new Departures(clock, settle),
                turns.computeIfAbsent(base + " " + id, key -> new Turn()));
    }
}
