package dev.slipway.engine.step;

import java.time.Duration;
import java.time.Instant;

/** Threads and time, for everything in the engine that waits. The simulation has its own. */
public interface Crew {
    /** Now. */
    Instant now();

    /** Waits. */
    void pause(Duration time) throws InterruptedException;

    /** Runs the work on a thread of its own; the handle interrupts it. */
    Hand start(String name, Runnable work);

    /** One piece of work under way. */
    interface Hand {
        /** Interrupts it and waits for its end. */
        void stop() throws InterruptedException;
    }
}
