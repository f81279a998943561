package dev.slipway.engine;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.Balancers;
import dev.slipway.deployment.Plan;
import dev.slipway.engine.step.Binding;
import dev.slipway.engine.step.Crew;
import dev.slipway.engine.step.EnvironmentFiles;
import dev.slipway.engine.step.MigrationLedger;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.Node;
import dev.slipway.health.Health;
import dev.slipway.node.Delivery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Everything that the steps of one deployment share while this instance owns it. */
record Site(
        long deployment,
        String installation,
        Ownership ownership,
        Connections connections,
        Map<String, List<Binding>> bound,
        Health health,
        Crew crew,
        MigrationLedger migrations,
        DeliverySource source,
        EnvironmentFiles environment,
        Doors doors) {

    /**
     * Before a node leaves rotation.
     *
     * @param own of this process
     * @param shared of all instances
     */
    record Doors(Crew.Permits own, Door shared) {}

    /** Makes the delivery when it is first needed. */
    @FunctionalInterface
    interface DeliverySource {
        Delivery open() throws IOException;
    }

    List<Binding> bindings(Node node) {
        return bound.getOrDefault(node.name(), List.of());
    }

    Delivery delivery() throws IOException {
        return source.open();
    }

    /** Each node's places in balancers, in the order of the fleet document. */
    static Map<String, List<Binding>> bind(Plan plan, Balancers balancers) {
        var open = new HashMap<String, Balancer>();
        var bound = new HashMap<String, List<Binding>>();
        for (var node : plan.fleet().nodes()) {
            var places = new ArrayList<Binding>();
            for (var spec : plan.fleet().balancersOf(node)) {
                var balancer = open.computeIfAbsent(spec.name(), key -> balancers.open(spec));
                var member = Objects.requireNonNull(node.members().get(spec.name()));
                places.add(new Binding(spec.name(), balancer, member, floor(plan, spec)));
            }
            bound.put(node.name(), places);
        }
        return bound;
    }

    /** Of this pool: the strategy's own, or all of the fleet's members in it but one wave, at least 1. */
    private static int floor(Plan plan, BalancerSpec spec) {
        if (plan.floor() == 0) {
            return 0;
        }
        var own = plan.fleet().strategy().minInService();
        if (own != null) {
            return own;
        }
        var members = (int) plan.fleet().nodes().stream()
                .filter(n -> n.members().containsKey(spec.name()))
                .count();
        return members == 1 && plan.fleet().strategy().allowInterruption() ? 0 : Math.max(1, members - plan.wave());
    }
}
