package dev.slipway.engine.step;

import dev.slipway.balancer.BalancerException;
import dev.slipway.node.NodeException;

/**
 * One thing done to one node.
 *
 * <p>A step runs at least once, never exactly once: after a crash the engine runs it again from the top. So
 * {@link #run} looks before it acts, and on a node that is already right it changes nothing and answers
 * {@link StepOutcome.Done}.
 */
@FunctionalInterface
public interface Step {
    /**
     * Makes one attempt.
     *
     * @throws NodeException with the node's refusal, which becomes the step's failure
     * @throws BalancerException likewise
     * @throws NotOwner when another owner was noticed: nothing more may be done
     * @throws InterruptedException when the deployment is handed over; the next run repairs what was left half-way
     */
    StepOutcome run(StepContext context) throws NodeException, BalancerException, NotOwner, InterruptedException;
}
