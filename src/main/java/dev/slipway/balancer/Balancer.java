package dev.slipway.balancer;

import dev.slipway.fleet.Failure;
import java.time.Duration;

/**
 * A load balancer, reduced to what a deployment asks of it. Keep it small: every method is written once per driver.
 *
 * <p>{@link #drain} and {@link #admit} take a member <em>one step nearer</em> to out or in, return at once, and change
 * nothing where it is already so. The caller calls them on every turn until {@link #pool} says that it is so: that way
 * a driver may need several steps (HAProxy: drain, then maint), and a state lost behind our back is asked for again.
 * Calls block with a deadline of their own; they may be interrupted, and may come again after a crash.
 */
public interface Balancer {
    /**
     * All members, asked from the balancer itself, never from memory.
     *
     * @throws BalancerException if any instance of it cannot be reached, or the pool does not exist
     */
    PoolView pool() throws BalancerException, InterruptedException;

    /**
     * Takes the member one step nearer to {@link MemberView.Rotation#OUT}: no new requests, those in flight end by
     * themselves.
     *
     * @throws BalancerException if the balancer cannot be reached or does not know the member
     */
    void drain(String member) throws BalancerException, InterruptedException;

    /**
     * Takes the member one step nearer to {@link MemberView.Rotation#IN}.
     *
     * @throws BalancerException if the balancer cannot be reached or does not know the member
     */
    void admit(String member) throws BalancerException, InterruptedException;

    /**
     * How long a member that was told to leave needs until it is out, where that is longer than its requests last.
     *
     * @throws BalancerException if the balancer cannot be asked
     */
    default Duration leaving() throws BalancerException, InterruptedException {
        return Duration.ZERO;
    }

    /**
     * How long a fit member may need to come in, its balancer's own check included.
     *
     * @throws BalancerException if the balancer cannot be asked
     */
    default Duration entering() throws BalancerException, InterruptedException {
        return Duration.ofMinutes(1);
    }

    /**
     * Gives the member this weight again, on every instance. Only asked for where {@link MemberView#weight} tells one.
     *
     * @throws BalancerException if the balancer cannot be reached, or does not set weights
     */
    default void weigh(String member, int weight) throws BalancerException, InterruptedException {
        throw new BalancerException(
                new Failure(
                        Failure.Category.BALANCER,
                        null,
                        "giving member " + member + " the weight " + weight,
                        "Slipway does not set weights on this kind of balancer",
                        "Set it yourself, or accept the one that it has"),
                false);
    }
}
