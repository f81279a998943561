package dev.slipway.balancer.haproxy;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.Driver;
import dev.slipway.balancer.SshPlaces;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.node.FarSockets;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The driver {@code haproxy}. Seen working with HAProxy 2.6.12. */
@Singleton
public final class HaproxyDriver implements Driver {
    /** What HAProxy itself allows in a name; nothing in it can end one command and begin another. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]+");

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** With a login that may have to be made. */
    private static final Duration FAR_DEADLINE = Duration.ofSeconds(15);

    private final FarSockets sockets;

    /** Reaches unix sockets of other servers through these. */
    public HaproxyDriver(FarSockets sockets) {
        this.sockets = sockets;
    }

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
        return new HaproxyBalancer(spec.name(), spec.backend(), spec.reenter(), instances(spec));
    }

    private List<RuntimeSocket> instances(BalancerSpec spec) {
        var far = new ArrayDeque<>(SshPlaces.of(spec));
        var instances = new ArrayList<RuntimeSocket>();
        for (var endpoint : spec.endpoints()) {
            instances.add(
                    SshPlaces.isOne(endpoint)
                            ? new RuntimeSocket(endpoint, new FarLine(spec.name(), far.remove(), sockets, FAR_DEADLINE))
                            : new RuntimeSocket(Endpoint.parse(endpoint), DEADLINE));
        }
        return instances;
    }
}
