package dev.slipway.engine.step;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.Pace;
import dev.slipway.balancer.PoolView;
import dev.slipway.fleet.Failure;
import java.util.List;

/**
 * A node's place in one balancer.
 *
 * @param name the balancer's name in the fleet document
 * @param floor members that must stay in service in its pool
 */
public record Binding(String name, Balancer balancer, String member, int floor) {
    /** The slowest of these balancers, in each respect. */
    static Pace pace(List<Binding> bindings) throws BalancerException, InterruptedException {
        var pace = Pace.AT_ONCE;
        for (var binding : bindings) {
            pace = pace.and(binding.balancer().pace());
        }
        return pace;
    }

    /** The member in this view of its pool. */
    public MemberView in(PoolView pool, String node) throws BalancerException {
        return pool.member(member)
                .orElseThrow(() -> new BalancerException(
                        new Failure(
                                Failure.Category.BALANCER,
                                node,
                                "looking for member " + member + " in balancer " + name,
                                "it has "
                                        + pool.members().stream()
                                                .map(MemberView::name)
                                                .toList(),
                                "Add the member to the balancer, or mend members." + name + " of the node"),
                        false));
    }
}
