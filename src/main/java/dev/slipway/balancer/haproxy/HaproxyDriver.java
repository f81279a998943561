package dev.slipway.balancer.haproxy;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.Driver;
import dev.slipway.fleet.BalancerSpec;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        var masters = masters(spec);
        var instances = new ArrayList<Instance>();
        for (var i = 0; i < spec.endpoints().size(); i++) {
            var old = masters.isEmpty()
                    ? null
                    : new OldWorkers(RuntimeSocket.ofMaster(Endpoint.parse(masters.get(i)), DEADLINE));
            var socket = new RuntimeSocket(Endpoint.parse(spec.endpoints().get(i)), DEADLINE);
            instances.add(new Instance(socket, old, spec.backend()));
        }
        return new HaproxyBalancer(spec.name(), spec.backend(), spec.reenter(), instances);
    }

    private static List<String> masters(BalancerSpec spec) {
        var written = spec.options().get("masters");
        var masters = written == null ? List.<String>of() : List.of(written.split(" ", -1));
        if (!masters.isEmpty() && masters.size() != spec.endpoints().size()) {
            throw new IllegalArgumentException("Balancer " + spec.name() + " needs a master for each endpoint");
        }
        return masters;
    }
}
