package dev.slipway.balancer.caddy;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.balancer.Departures;
import dev.slipway.balancer.Driver;
import dev.slipway.fleet.BalancerSpec;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** The driver {@code caddy}. Seen working with Caddy 2.6.2. */
@Singleton
public final class CaddyDriver implements Driver {
    private final InstantSource clock;
    private final BalancerSecrets secrets;
    private final Removed removed = new Removed();

    /** Waits by this clock after a member was removed. */
    public CaddyDriver(InstantSource clock, BalancerSecrets secrets) {
        this.clock = clock;
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return "caddy";
    }

    @Override
    public Balancer open(BalancerSpec spec) {
        if (spec.endpoints().isEmpty()) {
            throw new IllegalArgumentException("Balancer " + spec.name() + " needs at least one endpoint");
        }
        var token = new Token(secrets, spec.name(), spec.options().get("token"));
        var instances = spec.endpoints().stream()
                .map(endpoint -> new CaddyInstance(spec.name(), endpoint, spec.needed("id"), token))
                .toList();
        var settle = Duration.parse(spec.needed("settle"));
        return new CaddyBalancer(spec, instances, removed, new Departures(clock, settle));
    }
}
