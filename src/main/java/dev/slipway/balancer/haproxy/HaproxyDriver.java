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
import org.jspecify.annotations.Nullable;

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

    private List<Instance> instances(BalancerSpec spec) {
        var far = new ArrayDeque<>(SshPlaces.of(spec));
        var masters = masters(spec);
        var instances = new ArrayList<Instance>();
        for (var i = 0; i < spec.endpoints().size(); i++) {
            var endpoint = spec.endpoints().get(i);
            var place = SshPlaces.isOne(endpoint) ? far.remove() : null;
            var old = masters.isEmpty() ? null : new OldWorkers(socket(spec, masters.get(i), place));
            instances.add(new Instance(socket(spec, endpoint, place), old, spec.backend()));
        }
        return instances;
    }

    private static List<String> masters(BalancerSpec spec) {
        var written = spec.options().get("masters");
        var masters = written == null ? List.<String>of() : List.of(written.split(" ", -1));
        if (!masters.isEmpty() && masters.size() != spec.endpoints().size()) {
            throw new IllegalArgumentException("Balancer " + spec.name() + " needs a master for each endpoint");
        }
        return masters;
    }

    /** A unix path beside a far endpoint is on the same far server. */
    private RuntimeSocket socket(BalancerSpec spec, String endpoint, SshPlaces.@Nullable Place place) {
        if (place == null) {
            return new RuntimeSocket(Endpoint.parse(endpoint), DEADLINE);
        }
        var there = endpoint.equals(place.endpoint())
                ? place
                : new SshPlaces.Place(endpoint + " of " + place.endpoint(), place.login(), path(endpoint));
        return new RuntimeSocket(there.endpoint(), new FarLine(spec.name(), there, sockets, FAR_DEADLINE));
    }

    private static String path(String endpoint) {
        return Endpoint.parse(endpoint) instanceof Endpoint.Unix unix ? unix.path() : "";
    }
}
