package dev.slipway.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
 * @param members of the fleet's nodes: a product that forgets a member it let go cannot name it, and {@code pool()}
 *     must
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
        // A plan that was written down before these two fields came lacks them.
        options = options == null ? Map.of() : Map.copyOf(options);
        members = members == null ? List.of() : List.copyOf(members);
    }

    /** One whose members are not known yet; {@link Fleet} fills them in. */
    public BalancerSpec(
            String name,
            String driver,
            List<String> endpoints,
            String backend,
            Reenter reenter,
            Map<String, String> options) {
        this(name, driver, endpoints, backend, reenter, options, List.of());
    }

    /** An option that the document's check demanded. */
    public String needed(String option) {
        return Objects.requireNonNull(options.get(option), () -> "Balancer " + name + " needs the field " + option);
    }

    /** An option that is a time. */
    public Duration wait(String option, Duration otherwise) {
        var written = options.get(option);
        return written == null ? otherwise : Duration.parse(written);
    }

    /** The same with these members. */
    BalancerSpec withMembers(List<String> known) {
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
