package dev.slipway.access;

import java.time.Duration;

/** Asks now and then whether the reader of a stream may still read it. */
public final class Watch {
    private static final long EVERY = Duration.ofSeconds(2).toNanos();

    private final Identities identities;
    private final Who who;
    private final String fleet;
    private long asked = System.nanoTime();
    private boolean allowed = true;

    Watch(Identities identities, Who who, String fleet) {
        this.identities = identities;
        this.who = who;
        this.fleet = fleet;
    }

    /** Whether it may go on; asks at most every two seconds. */
    public synchronized boolean allows() {
        if (allowed && System.nanoTime() - asked >= EVERY) {
            allowed = ask();
            asked = System.nanoTime();
        }
        return allowed;
    }

    private boolean ask() {
        try {
            return identities.stillSees(who, fleet);
        } catch (IllegalStateException _) {
            // The database does not answer, so nothing new is shown either; it is asked again.
            return true;
        }
    }
}
