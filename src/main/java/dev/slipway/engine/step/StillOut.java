package dev.slipway.engine.step;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.node.NodeException;

/**
 * What changes a node that serves nobody. Right before, the balancers are looked at once more: a person, or a reload of
 * the balancer, may have put it back since it was drained.
 */
record StillOut(Step change) implements Step {
    @Override
    public StepOutcome run(StepContext context)
            throws NodeException, BalancerException, NotOwner, InterruptedException {
        for (var seen : DrainStep.look(context).entrySet()) {
            var view = seen.getValue();
            if (view.rotation() == Rotation.IN || view.rotation() == Rotation.DRAINING) {
                context.log(
                        "put back behind our back (" + view.said() + " on " + seen.getKey() + "): draining it again");
                if (new DrainStep().run(context) instanceof StepOutcome.Failed failed) {
                    return failed;
                }
                break;
            }
        }
        return change.run(context);
    }
}
