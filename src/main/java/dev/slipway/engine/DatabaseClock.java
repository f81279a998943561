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
 * The database's time, for leases: an instance whose own clock is wrong must not take a healthy deployment away from
 * another one.
 */
@ApplicationScoped
class DatabaseClock implements Clock {
    private static final Logger LOG = Logger.getLogger(DatabaseClock.class);
    private static final Duration ALARM = Duration.ofSeconds(2);

    private final Sql sql;
    private final InstantSource clock;
    private volatile Duration offset = Duration.ZERO;

    DatabaseClock(Sql sql, InstantSource clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** Measures how far this machine's clock is off. */
    void synchronise() {
        try {
            var theirs = sql.<Long, RuntimeException>transaction(
                    c -> Sql.number(c, "select (extract(epoch from clock_timestamp()) * 1000)::bigint"));
            offset = Duration.between(clock.instant(), Instant.ofEpochMilli(theirs));
            if (offset.abs().compareTo(ALARM) > 0) {
                LOG.warnf("This machine's clock and the database's are %d ms apart", offset.toMillis());
            }
        } catch (SQLException e) {
            LOG.warnf("The database's clock could not be read: %s", e.getMessage());
        }
    }

    @Override
    public Instant now() {
        return clock.instant().plus(offset);
    }
}
