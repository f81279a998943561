package dev.slipway.balancer.embedded;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The proxies that run in this process, by the name that {@code embedded:<name>} means in a fleet document. */
@Singleton
public final class EmbeddedProxies {
    private final Map<String, EmbeddedProxy> byName = new ConcurrentHashMap<>();

    /** Makes the proxy known; another one of that name is known no more. */
    public void register(String name, EmbeddedProxy proxy) {
        byName.put(name, proxy);
    }

    /** Forgets the proxy; it is not closed. */
    public void remove(String name) {
        byName.remove(name);
    }

    /** The proxy of this name. */
    public Optional<EmbeddedProxy> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
