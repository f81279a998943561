package dev.slipway.balancer;

import dev.slipway.fleet.Failure;

/** A balancer could not be reached, or refused. */
public final class BalancerException extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Failure failure;
    private final boolean passing;

    /**
     * A failure of the balancer.
     *
     * @param passing whether trying again may help: no answer, busy, throttled
     */
    public BalancerException(Failure failure, boolean passing) {
        super(failure.sentence());
        this.failure = failure;
        this.passing = passing;
    }

    /** What to tell a person. */
    public Failure failure() {
        return failure;
    }

    /** Whether trying again may help. */
    public boolean passing() {
        return passing;
    }
}
