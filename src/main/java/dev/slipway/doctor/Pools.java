package dev.slipway.doctor;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.Balancers;
import dev.slipway.balancer.PoolView;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** What the fleet's balancers say; each is asked once. */
record Pools(Map<String, Asked> byBalancer) {
    private static final String CHECK = "member";

    /** A balancer's answer. */
    sealed interface Asked {
        /** Its pool. */
        record Answered(PoolView pool) implements Asked {}

        /** Why there is none. */
        record Failed(String said, String mend) implements Asked {}
    }

    /** Asks one balancer. */
    static Callable<Asked> asking(Balancers balancers, BalancerSpec spec) {
        return () -> {
            try {
                return new Asked.Answered(balancers.open(spec).pool());
            } catch (BalancerException e) {
                return new Asked.Failed(e.failure().sentence(), e.failure().next());
            } catch (IllegalArgumentException e) {
                return new Asked.Failed(String.valueOf(e.getMessage()), "Mend balancers: in the fleet document");
            }
        };
    }

    /** Whether each of the fleet's balancers knows this node. */
    List<Finding> of(Fleet fleet, Node node) {
        var findings = new ArrayList<Finding>();
        for (var balancer : new TreeMap<>(byBalancer).entrySet()) {
            var member = node.members().get(balancer.getKey());
            findings.add(
                    member == null
                            ? Finding.skipped(CHECK, balancer.getKey() + ": this node is no member of it")
                            : finding(balancer.getKey(), member, balancer.getValue()));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.skipped(CHECK, "fleet " + fleet.name() + " has no balancer that can be asked"));
        }
        return findings;
    }

    private static Finding finding(String balancer, String member, Asked asked) {
        return switch (asked) {
            case Asked.Failed failed -> Finding.bad(CHECK, balancer + ": " + failed.said(), failed.mend());
            case Asked.Answered answered -> {
                var pool = answered.pool();
                yield pool.member(member)
                        .map(m -> Finding.good(CHECK, balancer + ": " + member + " is " + m.said()))
                        .orElseGet(() -> Finding.bad(
                                CHECK,
                                balancer + ": it has no member " + member,
                                "Give the node one of these as its member of " + balancer + ": "
                                        + pool.members().stream()
                                                .map(m -> m.name())
                                                .toList()
                                        + ", or add " + member + " to the balancer"));
            }
        };
    }
}
