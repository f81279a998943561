package dev.slipway.balancer;

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
}
