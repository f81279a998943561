package dev.slipway.balancer;

import java.util.List;

/** Stands where a fleet has no balancer: nobody is in it, and nothing is to be done. */
record NoBalancer(String name) implements Balancer {
    @Override
    public PoolView pool() {
        return new PoolView(name, List.of());
    }

    @Override
    public void drain(String member) {}

    @Override
    public void admit(String member) {}
}
