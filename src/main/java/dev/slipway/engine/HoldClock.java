package dev.slipway.engine;

import dev.slipway.history.Journal.JournalUnavailable;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sees to it that a hold ends when its time is over, with nobody looking. */
@ApplicationScoped
class HoldClock {
    private static final Logger LOG = Logger.getLogger(HoldClock.class);
    private static final int SECONDS = 2;

    private final Holds holds;
    private @Nullable ScheduledExecutorService beat;

    HoldClock(Holds holds) {
        this.holds = holds;
    }

    void start(@Observes StartupEvent event) {
        var thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("hold-clock").factory());
        var _ = thread.scheduleWithFixedDelay(this::look, SECONDS, SECONDS, TimeUnit.SECONDS);
        beat = thread;
    }

    void handOver(@Observes ShutdownDelayInitiatedEvent event) {
        stop();
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    private void stop() {
        if (beat != null) {
            beat.shutdownNow();
        }
    }

    private void look() {
        try {
            holds.endRunOut();
        } catch (JournalUnavailable | RuntimeException e) {
            LOG.debugf("Holds are looked at again in %d s: %s", SECONDS, e.getMessage());
        }
    }
}
