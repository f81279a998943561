package dev.slipway.engine;

import dev.slipway.engine.step.Crew;
import dev.slipway.engine.step.NotOwner;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Journal.LostOwnership;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * That this instance acts for one deployment: an epoch that only grows, and a deadline on the monotonic clock after
 * which nothing new is begun without another heartbeat.
 */
final class Ownership {
    private final Leases.Lease lease;
    private final Crew crew;
    private final Duration valid;
    private final AtomicLong lastBeat;

    private Ownership(Leases.Lease lease, Crew crew, Duration valid, long since) {
        this.lease = lease;
        this.crew = crew;
        this.valid = valid;
        this.lastBeat = new AtomicLong(since);
    }

    /** Takes it. {@code valid} is how long it lasts without another heartbeat. */
    static Ownership take(Leases leases, Crew crew, long deployment, String fleet, Duration valid)
            throws JournalUnavailable {
        var since = crew.ticks();
        return new Ownership(leases.take(deployment, fleet), crew, valid, since);
    }

    Leases.Lease lease() {
        return lease;
    }

    long epoch() {
        return lease.epoch();
    }

    /** Asks the database whether it is still so. */
    void beat() throws LostOwnership, JournalUnavailable {
        if (!held()) {
            throw new LostOwnership("another instance has a newer epoch than " + epoch());
        }
    }

    /** Whether the database still says so; if it does, that is a heartbeat. */
    boolean held() throws JournalUnavailable {
        var since = crew.ticks();
        var held = lease.held();
        if (held) {
            lastBeat.set(since);
        }
        return held;
    }

    /** An append succeeded under this epoch: as good as a heartbeat. */
    void confirmed(long since) {
        lastBeat.set(since);
    }

    long lastBeat() {
        return lastBeat.get();
    }

    /**
     * Throws unless this instance may act now: the database says so right before, and it did not take so long to say it
     * that somebody else may own the deployment meanwhile.
     */
    void prove() throws NotOwner {
        deadline();
        try {
            if (!held()) {
                throw new NotOwner("another instance has a newer epoch than " + epoch());
            }
        } catch (JournalUnavailable e) {
            throw new NotOwner("whether this instance still owns it cannot be asked: " + e.getMessage());
        }
        deadline();
    }

    private void deadline() throws NotOwner {
        if (crew.ticks() - lastBeat.get() > valid.toNanos()) {
            throw new NotOwner("no heartbeat for longer than " + valid.toSeconds() + " s");
        }
    }
}
