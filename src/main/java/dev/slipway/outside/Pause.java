package dev.slipway.outside;

import java.time.Duration;

/** Waits between two tries. */
@FunctionalInterface
public interface Pause {
    /** Returns after that time. */
    void of(Duration time) throws InterruptedException;
}
