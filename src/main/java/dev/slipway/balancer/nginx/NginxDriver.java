package dev.slipway.balancer.nginx;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.Driver;
import dev.slipway.balancer.SshPlaces;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.node.Shells;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The driver {@code nginx}. Seen working with nginx 1.22.1. */
@Singleton
public final class NginxDriver implements Driver {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Shells shells;
    private final Duration patience;

    /** Reaches the servers through these. */
    @Inject
    public NginxDriver(Shells shells) {
        this(shells, PATIENCE);
    }

    NginxDriver(Shells shells, Duration patience) {
        this.shells = shells;
        this.patience = patience;
    }

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public Balancer open(BalancerSpec spec) {
        var paths = new NginxInstance.Paths(
                spec.needed("file"), spec.needed("pidFile"), spec.needed("test"), spec.needed("reload"), patience);
        var instances = SshPlaces.of(spec).stream()
                .map(place -> new NginxInstance(spec.name(), shells, place.login(), paths))
                .toList();
        if (instances.isEmpty()) {
            throw new IllegalArgumentException("Balancer " + spec.name() + " needs at least one endpoint");
        }
        return new NginxBalancer(spec.name(), instances, Duration.parse(spec.needed("workersTimeout")));
    }
}
