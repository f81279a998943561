package dev.slipway.fleet;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A balancer as the fleet document names it.
 *
 * @param name its name in the fleet document, e.g. {@code edge}
 * @param driver e.g. {@code haproxy}; {@code none} where nobody drains
 * @param endpoints for HAProxy: {@code tcp://host:port} or {@code unix:///path}, one for each instance
 * @param backend HAProxy's backend; empty where the driver has none
 * @param reenter how a node comes back
 * @param options what else the driver takes, already checked
 * @param members those of the fleet's nodes: what a balancer forgets when it is told to, its driver still lists as out
 */
public record BalancerSpec(
        String name,
        String driver,
        List<String> endpoints,
        String backend,
        Reenter reenter,
        Map<String, String> options,
        List<String> members) {

    public BalancerSpec {
        endpoints = List.copyOf(endpoints);
        options = Map.copyOf(options);
        members = List.copyOf(members);
    }

    /** A balancer whose members it tells itself. */
    public BalancerSpec(
            String name,
            String driver,
            List<String> endpoints,
            String backend,
            Reenter reenter,
            Map<String, String> options) {
        this(name, driver, endpoints, backend, reenter, options, List.of());
    }

    /** The same, with the members of these nodes. */
    BalancerSpec of(List<Node> nodes) {
        var known = nodes.stream()
                .flatMap(node -> Optional.ofNullable(node.members().get(name)).stream())
                .distinct()
                .toList();
        return new BalancerSpec(name, driver, endpoints, backend, reenter, options, known);
    }

    /** How a node comes back into rotation. */
    public enum Reenter {
        /** Straight after Slipway's own proof of health; drained again if the balancer's first own check fails. */
        PROOF,
        /** Only after the balancer's own check passed while the member was still drained. */
        CHECK
    }
}
