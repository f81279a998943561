package dev.slipway.balancer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock on which a second passes with each look at it, so that fixed waits end without waiting. */
public final class FastClock implements InstantSource {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public synchronized Instant instant() {
        now = now.plusSeconds(1);
        return now;
    }

    /** Time passes. */
    public synchronized void pass(Duration time) {
        now = now.plus(time);
    }
}
