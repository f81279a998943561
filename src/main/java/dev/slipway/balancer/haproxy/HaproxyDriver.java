package dev.slipway.balancer.haproxy;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.Driver;
import dev.slipway.fleet.BalancerSpec;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.regex.Pattern;

/** The driver {@code haproxy}. Seen working with HAProxy 2.6.12. */
@Singleton
public final class HaproxyDriver implements Driver {
    /** What HAProxy itself allows in a name; nothing in it can end one command and begin another. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]+");

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "haproxy";
    }

    @Override
    public Balancer open(BalancerSpec spec) {
        if (!NAME.matcher(spec.backend()).matches()) {
            throw new IllegalArgumentException("Balancer " + spec.name() + ": " + spec.backend()
                    + " cannot be a backend's name in HAProxy: letters, digits and _ . : - only");
        }
        if (spec.endpoints().isEmpty()) {
            throw new IllegalArgumentException("Balancer " + spec.name() + " needs at least one endpoint");
        }
        var sockets = spec.endpoints().stream()
                .map(Endpoint::parse)
                .map(endpoint -> new RuntimeSocket(endpoint, DEADLINE))
                .toList();
        return new HaproxyBalancer(spec.name(), spec.backend(), spec.reenter(), sockets);
    }
}
