package dev.slipway.engine;

import dev.slipway.engine.step.Crew;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The crew of real threads and real time. */
@ApplicationScoped
class Threads implements Crew {
    private final InstantSource clock;

    Threads(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Instant now() {
        return clock.instant();
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
}
