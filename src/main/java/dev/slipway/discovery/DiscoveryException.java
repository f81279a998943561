package dev.slipway.discovery;

import dev.slipway.fleet.Failure;

/** A source of servers could not be asked, or refused. */
public final class DiscoveryException extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Failure failure;

    /** What to tell a person. */
    public DiscoveryException(Failure failure) {
        super(failure.sentence());
        this.failure = failure;
    }

    /** What to tell a person. */
    public Failure failure() {
        return failure;
    }
}
