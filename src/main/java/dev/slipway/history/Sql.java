package dev.slipway.history;

import dev.slipway.history.Journal.JournalUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.InvalidTransactionException;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Explicit SQL where a guarded update is the point: claiming, appending, waking. */
@ApplicationScoped
public class Sql {
    private final DataSource database;
    private final TransactionManager transactions;

    @Inject
    Sql(EnginePool pool, TransactionManager transactions) {
        this(pool.connections(), transactions);
    }

    /** On other connections than the engine's. */
    public Sql(DataSource database, TransactionManager transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** Work on one connection. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object, E extends Exception> {
        /** Does it. */
        T on(Connection connection) throws SQLException, E;
    }

    /** As {@link #transaction}, for the engine: a database that does not answer is a value that it handles. */
    public <T extends @Nullable Object, E extends Exception> T answer(Work<T, E> work) throws JournalUnavailable, E {
        try {
            return transaction(work);
        } catch (SQLException e) {
            throw new JournalUnavailable(e);
        }
    }

    /** As {@link #transaction}, for readers. */
    <T extends @Nullable Object> T ask(Work<T, RuntimeException> work) {
        try {
            return transaction(work);
        } catch (SQLException e) {
            throw new HistoryUnavailable(e);
        }
    }

    /** Does all of it, or nothing. */
    public <T extends @Nullable Object, E extends Exception> T transaction(Work<T, E> work) throws SQLException, E {
        var outer = suspend();
        try {
            return onOwnConnection(work);
        } finally {
            resume(outer);
        }
    }

    /** A caller's own transaction goes on afterwards; what is done here does not wait for its commit. */
    private @Nullable Transaction suspend() {
        try {
            return transactions.getTransaction() == null ? null : transactions.suspend();
        } catch (SystemException e) {
            throw new IllegalStateException("The caller's transaction could not be suspended", e);
        }
    }

    private void resume(@Nullable Transaction outer) {
        if (outer == null) {
            return;
        }
        try {
            transactions.resume(outer);
        } catch (SystemException | InvalidTransactionException e) {
            throw new IllegalStateException("The caller's transaction could not be resumed", e);
        }
    }

    private <T extends @Nullable Object, E extends Exception> T onOwnConnection(Work<T, E> work)
            throws SQLException, E {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            var done = false;
            try {
                var result = work.on(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
    }

    /**
     * Begins a transaction that outlasts this call when the work gives something back: whoever gets it then ends the
     * transaction and closes the connection.
     */
    public <T extends @Nullable Object> T keep(Work<T, RuntimeException> work) throws JournalUnavailable {
        try {
            var connection = database.getConnection();
            T kept = null;
            try {
                connection.setAutoCommit(false);
                kept = work.on(connection);
                return kept;
            } finally {
                if (kept == null) {
                    release(connection);
                }
            }
        } catch (SQLException e) {
            throw new JournalUnavailable(e);
        }
    }

    private static void release(Connection connection) throws SQLException {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** Sets the parameters of a statement in order. */
    public static void set(java.sql.PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (var i = 0; i < values.length; i++) {
            var value = values[i];
            if (value instanceof Instant at) {
                statement.setTimestamp(i + 1, Timestamp.from(at));
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }

    /** Runs an update and says how many rows it changed. */
    public static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            set(statement, values);
            return statement.executeUpdate();
        }
    }

    /** The first row's first column as a number. */
    public static long number(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            set(statement, values);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    /** What is made of one row. */
    @FunctionalInterface
    public interface Reading<T> {
        /** Reads it; the cursor is on it already. */
        T of(ResultSet row) throws SQLException;
    }

    /** What is made of each row, in order. */
    public static <T> List<T> list(Connection connection, Reading<T> reading, String sql, @Nullable Object... values)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            set(statement, values);
            try (var rows = statement.executeQuery()) {
                var all = new ArrayList<T>();
                while (rows.next()) {
                    all.add(reading.of(rows));
                }
                return all;
            }
        }
    }

    /** The database's time, at which the transaction began. */
    public static Instant now(Connection connection) throws SQLException {
        return list(connection, row -> row.getTimestamp(1).toInstant(), "select now()")
                .getFirst();
    }

    /** A row's instant. */
    public static @Nullable Instant instant(ResultSet rows, String column) throws SQLException {
        var at = rows.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
