package dev.slipway.trigger;

import dev.slipway.history.Clockwork;
import dev.slipway.history.Journal.JournalUnavailable;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Looks every few seconds whether the clock brings something. */
@ApplicationScoped
class ScheduleClock {
    private static final Logger LOG = Logger.getLogger(ScheduleClock.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Schedules schedules;
    private final Clockwork clockwork;

    ScheduleClock(Schedules schedules, Clockwork clockwork) {
        this.schedules = schedules;
        this.clockwork = clockwork;
    }

    void start(@Observes StartupEvent event) {
        clockwork.every(EVERY, "schedules", this::look);
    }

    private void look() {
        try {
            schedules.look();
        } catch (JournalUnavailable | RuntimeException e) {
            LOG.warnf("What is due by the clock is looked at again: %s", e.getMessage());
        }
    }
}
