package dev.slipway.engine.step;

import java.time.Duration;
import java.time.Instant;

/**
 * Threads, time and chance, for everything in the engine that waits: engine code blocks through this port alone. The
 * simulation has its own crew, with its own time.
 */
public interface Crew {
    /** Now, as the database's clock says: it is compared with what other instances wrote down. */
    Instant now();

    /** Nanoseconds of a clock that nobody sets; only differences mean something. */
    long ticks();

    /** At least 0 and less than 1, drawn anew each time. */
    double chance();

    /** Waits. */
    void pause(Duration time) throws InterruptedException;

    /** Runs the work on a thread of its own; the handle interrupts it. */
    Hand start(String name, Runnable work);

    /** A counter that threads wait for. */
    Permits permits(int count);

    /** One piece of work under way. */
    interface Hand {
        /** Interrupts it and waits for its end. */
        void stop() throws InterruptedException;
    }

    /** As a semaphore. */
    interface Permits {
        /** Waits for one and takes it. */
        void take() throws InterruptedException;

        /** Waits for one up to this time; false when there was none. */
        boolean take(Duration atMost) throws InterruptedException;

        /** Adds one. */
        void give();
    }
}
