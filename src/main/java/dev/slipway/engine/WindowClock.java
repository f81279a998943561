package dev.slipway.engine;

import dev.slipway.fleet.WindowTable;
import dev.slipway.history.Clockwork;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Works out anew what the windows of fleets say when that changes, and wakes what has waited for it, or for its
 * appointed time. Each instance does; while none has, nothing begins.
 */
@ApplicationScoped
class WindowClock {
    private static final Logger LOG = Logger.getLogger(WindowClock.class);
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Sql sql;
    private final Turns turns;
    private final Clockwork clockwork;

    WindowClock(Sql sql, Turns turns, Clockwork clockwork) {
        this.sql = sql;
        this.turns = turns;
        this.clockwork = clockwork;
    }

    void start(@Observes StartupEvent event) {
        clockwork.every(EVERY, "window-clock", this::look);
    }

    private void look() {
        try {
            var changed = changed();
            if (changed || timeHasCome()) {
                turns.wakeDue();
            }
        } catch (JournalUnavailable | RuntimeException e) {
            LOG.debugf("Windows are looked at again: %s", e.getMessage());
        }
    }

    /** One fleet after the other, so that none waits for another's document. */
    boolean changed() throws JournalUnavailable {
        var late = sql.<List<String>, RuntimeException>answer(WindowTable::late);
        for (var fleet : late) {
            sql.<Boolean, RuntimeException>answer(c -> {
                WindowTable.refresh(c, fleet);
                return true;
            });
        }
        return !late.isEmpty();
    }

    /** The sweeper would find it too, only later. */
    private boolean timeHasCome() throws JournalUnavailable {
        return sql.<Boolean, RuntimeException>answer(c -> Sql.number(c, """
                        select count(*) from deployment where started_at is null and finished_at is null
                           and not_before between clock_timestamp() - interval '10 seconds' and clock_timestamp()""") > 0);
    }
}
