package dev.slipway.engine;

import dev.slipway.engine.step.Crew;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The crew of real threads and real time. */
@ApplicationScoped
class Threads implements Crew {
    private final DatabaseClock clock;

    Threads(DatabaseClock clock) {
        this.clock = clock;
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
