package dev.slipway.balancer;

import dev.slipway.fleet.BalancerSpec;
import jakarta.inject.Singleton;

/** The driver {@code none}. */
@Singleton
public final class NoDriver implements Driver {
    /** The name in fleet documents. */
    public static final String NAME = "none";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Balancer open(BalancerSpec spec) {
        return new NoBalancer(spec.name());
    }
}
