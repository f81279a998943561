package dev.slipway.engine;

import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An advisory lock of PostgreSQL, held by an open transaction. An instance that crashes loses it with its connection;
 * one that freezes in there is put out by PostgreSQL after a while, and finds on waking that it owns nothing any more.
 */
@ApplicationScoped
class DatabaseDoor implements Door {
    private static final Logger LOG = Logger.getLogger(DatabaseDoor.class);
    /** Any number that no other lock of Slipway has. */
    private static final long KEY = 0x5_11_9A_D0_0E5L;

    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final Sql sql;
    private final Duration longest;

    @Inject
    DatabaseDoor(Sql sql) {
        this(sql, LONGEST);
    }

    /** Puts out whoever rests in there for longer than this. */
    DatabaseDoor(Sql sql, Duration longest) {
        this.sql = sql;
        this.longest = longest;
    }

    @Override
    public @Nullable Entry tryEnter() throws JournalUnavailable {
        return sql.<@Nullable Entry>keep(this::lock);
    }

    private @Nullable Entry lock(Connection connection) throws SQLException {
        // PostgreSQL's own words for it: the session ends when its transaction rests for longer.
        Sql.update(connection, "set local idle_in_transaction_session_timeout = " + longest.toMillis());
        if (Sql.number(connection, "select case when pg_try_advisory_xact_lock(?) then 1 else 0 end", KEY) == 0) {
            return null;
        }
        return () -> unlock(connection);
    }

    private static void unlock(Connection connection) {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            LOG.debug("The connection of the door was lost, and the lock with it", e);
        }
    }
}
