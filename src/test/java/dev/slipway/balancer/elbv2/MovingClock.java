package dev.slipway.balancer.elbv2;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Time that the test moves, for the driver and the simulator alike. */
final class MovingClock implements InstantSource {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T12:00:00Z"));

    @Override
    public Instant instant() {
        return now.get();
    }

    void move(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    void seconds(long seconds) {
        move(Duration.ofSeconds(seconds));
    }
}
