package dev.slipway.fleet;

import java.util.List;
import java.util.Map;

/**
 * A balancer as the fleet document names it.
 *
 * @param name its name in the fleet document, e.g. {@code edge}
 * @param driver {@code haproxy}, {@code nginx}, {@code none}, …
 * @param endpoints one for each instance, as its driver writes them: {@code tcp://host:port}, {@code ssh://user@host},
 *     …
 * @param backend HAProxy's backend; empty where the driver has none
 * @param reenter how a node comes back
 * @param options what else the driver takes, already checked
 */
public record BalancerSpec(
        String name,
        String driver,
        List<String> endpoints,
        String backend,
        Reenter reenter,
        Map<String, String> options) {

    public BalancerSpec {
        endpoints = List.copyOf(endpoints);
        options = Map.copyOf(options);
    }

    /** How a node comes back into rotation. */
    public enum Reenter {
        /** Straight after Slipway's own proof of health; drained again if the balancer's first own check fails. */
        PROOF,
        /** Only after the balancer's own check passed while the member was still drained. */
        CHECK
    }
}
