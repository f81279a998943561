package dev.slipway.engine;

import dev.slipway.history.Clockwork;
import dev.slipway.history.Journal.JournalUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Sees to it that a hold ends when its time is over, with nobody looking. */
@ApplicationScoped
class HoldClock {
    private static final Logger LOG = Logger.getLogger(HoldClock.class);
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Holds holds;
    private final Clockwork clockwork;

    HoldClock(Holds holds, Clockwork clockwork) {
        this.holds = holds;
        this.clockwork = clockwork;
    }

    void start(@Observes StartupEvent event) {
        clockwork.every(EVERY, "hold-clock", this::look);
    }

    private void look() {
        try {
            holds.endRunOut();
        } catch (JournalUnavailable | RuntimeException e) {
            LOG.debugf("Holds are looked at again: %s", e.getMessage());
        }
    }
}
