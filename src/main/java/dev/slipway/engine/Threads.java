package dev.slipway.engine;

import dev.slipway.engine.step.Crew;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The crew of real threads and real time. */
@ApplicationScoped
class Threads implements Crew {
    private final DatabaseClock clock;
    private final SecureRandom random;

    Threads(DatabaseClock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Instant now() {
        return clock.now();
    }

    @Override
    public long ticks() {
        return System.nanoTime();
    }

    @Override
    public double chance() {
        return random.nextDouble();
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }

    @Override
    public Hand start(String name, Runnable work) {
        var thread = Thread.ofVirtual().name(name).start(work);
        return () -> {
            thread.interrupt();
            thread.join();
        };
    }

    @Override
    public Permits permits(int count) {
        var permits = new Semaphore(count, true);
        return new Permits() {
            @Override
            public void take() throws InterruptedException {
                permits.acquire();
            }

            @Override
            public boolean take(Duration atMost) throws InterruptedException {
                return permits.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
            }

            @Override
            public void give() {
                permits.release();
            }
        };
    }
}
