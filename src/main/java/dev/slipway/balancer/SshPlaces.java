package dev.slipway.balancer;

import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Failure.Category;
import dev.slipway.fleet.KeyRef;
import dev.slipway.node.NodeException;
import dev.slipway.node.Shells.Login;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The servers of a balancer that is reached over SSH, as its fleet document names them. */
public final class SshPlaces {
    private static final int PORT = 22;

    private SshPlaces() {}

    /**
     * A server and what its endpoint names there.
     *
     * @param path what follows host and port; may be empty
     */
    public record Place(String endpoint, Login login, String path) {}

    /**
     * The endpoints that begin with {@code ssh://}, each with its host key.
     *
     * @throws IllegalArgumentException if the fields do not fit; documents are checked long before
     */
    public static List<Place> of(BalancerSpec spec) {
        var endpoints = spec.endpoints().stream().filter(SshPlaces::isOne).toList();
        var keys = spec.options().getOrDefault("hostKeys", "").lines().toList();
        if (keys.size() != endpoints.size()) {
            throw new IllegalArgumentException(
                    "Balancer " + spec.name() + " needs one of hostKeys for each ssh endpoint");
        }
        var stored = spec.options().get("key");
        KeyRef key = stored == null
                ? new KeyRef.File(spec.options().getOrDefault("keyFile", ""))
                : new KeyRef.Stored(stored);
        var places = new ArrayList<Place>();
        for (var i = 0; i < endpoints.size(); i++) {
            places.add(place(endpoints.get(i), key, keys.get(i)));
        }
        return places;
    }

    /** Whether an endpoint is reached over SSH. */
    public static boolean isOne(String endpoint) {
        return endpoint.startsWith("ssh://");
    }

    private static Place place(String endpoint, KeyRef key, String hostKey) {
        var uri = URI.create(endpoint);
        if (uri.getUserInfo() == null || uri.getHost() == null) {
            throw new IllegalArgumentException(endpoint + " is not ssh://user@host:port");
        }
        var host = uri.getHost().replaceAll("[\\[\\]]", "");
        var port = uri.getPort() < 0 ? PORT : uri.getPort();
        return new Place(endpoint, new Login(uri.getUserInfo(), host, port, key, hostKey), uri.getPath());
    }

    /** The same trouble as a balancer's: only a lost answer may pass. */
    public static BalancerException trouble(String balancer, NodeException e) {
        var failure = e.failure();
        return new BalancerException(
                new Failure(
                        failure.category() == Category.NODE ? Category.BALANCER : failure.category(),
                        null,
                        "balancer " + balancer + ": " + failure.tried(),
                        failure.answered(),
                        failure.next()),
                e.kind() == NodeException.Kind.NO_ANSWER);
    }
}
