package dev.slipway.balancer.embedded;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.Driver;
import dev.slipway.fleet.BalancerSpec;
import jakarta.inject.Singleton;

/** The driver {@code embedded}: its one endpoint is {@code embedded:<name>}. */
@Singleton
public final class EmbeddedDriver implements Driver {
    private static final String SCHEME = "embedded:";

    private final EmbeddedProxies proxies;

    /** Finds proxies here, at each call anew. */
    public EmbeddedDriver(EmbeddedProxies proxies) {
        this.proxies = proxies;
    }

    @Override
    public String name() {
        return "embedded";
    }

    @Override
    public Balancer open(BalancerSpec spec) {
        if (spec.endpoints().size() != 1 || !spec.endpoints().getFirst().startsWith(SCHEME)) {
            throw new IllegalArgumentException("Balancer " + spec.name() + " needs one endpoint " + SCHEME + "<name>");
        }
        return new EmbeddedBalancer(spec.name(), spec.endpoints().getFirst().substring(SCHEME.length()), proxies);
    }
}
