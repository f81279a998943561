package dev.slipway.balancer;

import dev.slipway.fleet.BalancerSpec;

/** Opens the driver that a fleet document names. */
public interface Balancers {
    /** The balancer; making it contacts nobody. */
    Balancer open(BalancerSpec spec);
}
