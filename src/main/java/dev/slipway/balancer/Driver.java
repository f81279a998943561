package dev.slipway.balancer;

import dev.slipway.fleet.BalancerSpec;

/** One kind of balancer that fleet documents can name. Each is a bean; {@link Drivers} finds it by its name. */
public interface Driver {
    /** As written after {@code driver:} in a fleet document. */
    String name();

    /** The balancer; making it contacts nobody. */
    Balancer open(BalancerSpec spec);
}
