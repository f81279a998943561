package dev.slipway.engine;

import com.github.kagkarlsson.scheduler.Clock;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * The database's time, for leases: an instance whose own clock is wrong, or is set while it runs, must not take a
 * healthy deployment away from another one. Between two looks at the database the monotonic clock counts on.
 */
@ApplicationScoped
class DatabaseClock implements Clock {
    private static final Logger LOG = Logger.getLogger(DatabaseClock.class);
    private static final Duration ALARM = Duration.ofSeconds(2);

    /** An answer that took longer says too little about the present. */
    private static final long SLOW_NANOS = Duration.ofSeconds(1).toNanos();

    private final Sql sql;
    private final InstantSource clock;
    private volatile Seen seen;
    private boolean alarmed;

    /** What the database's clock showed, and the monotonic clock in that moment. */
    private record Seen(Instant at, long nanos) {
        Instant now() {
            return at.plusNanos(System.nanoTime() - nanos);
        }
    }

    DatabaseClock(Sql sql, InstantSource clock) {
        this.sql = sql;
        this.clock = clock;
        this.seen = new Seen(clock.instant(), System.nanoTime());
    }

    /** Looks at the database's clock, and raises the alarm when this machine's is another one. */
    synchronized void synchronise() {
        try {
            var before = System.nanoTime();
            var theirs = sql.<Long, RuntimeException>transaction(
                    c -> Sql.number(c, "select (extract(epoch from clock_timestamp()) * 1000000)::bigint"));
            var took = System.nanoTime() - before;
            if (took < SLOW_NANOS) {
                seen = new Seen(Instant.EPOCH.plusNanos(theirs * 1_000), before + took / 2);
                compare();
            }
        } catch (SQLException e) {
            LOG.warnf("The database's clock could not be read: %s", e.getMessage());
        }
    }

    private void compare() {
        var apart = Duration.between(now(), clock.instant());
        if (apart.abs().compareTo(ALARM) > 0) {
            LOG.warnf(
                    "This machine's clock is %s the database's by %d ms. Leases go by the database's, but times in the"
                            + " history may be wrong: synchronise this machine's clock",
                    apart.isPositive() ? "ahead of" : "behind", apart.abs().toMillis());
            alarmed = true;
        } else if (alarmed) {
            LOG.info("This machine's clock and the database's agree again");
            alarmed = false;
        }
    }

    @Override
    public Instant now() {
        return seen.now();
    }
}
