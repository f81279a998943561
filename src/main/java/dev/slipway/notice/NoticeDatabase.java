package dev.slipway.notice;

import dev.slipway.history.Sql;
import jakarta.inject.Singleton;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Transactions of notices, on the pages' connections: the engine's are never lent to them. */
@Singleton
final class NoticeDatabase {
    private final Sql sql;

    NoticeDatabase(DataSource database, TransactionManager transactions) {
        this.sql = new Sql(database, transactions);
    }

    /** Does all of it, or nothing. */
    <T> T transaction(Sql.Work<T, RuntimeException> work) throws SQLException {
        return sql.transaction(c -> {
            patience(c);
            return work.on(c);
        });
    }

    /** As above, for pages and calls. */
    <T> T ask(Sql.Work<T, RuntimeException> work) {
        try {
            return transaction(work);
        } catch (SQLException e) {
            throw new IllegalStateException("The notices could not be read or written", e);
        }
    }

    /** An instance that stands still in the middle of one keeps its locks from the others for seconds, not for ever. */
    private static void patience(Connection c) throws SQLException {
        try (var statement = c.prepareStatement("set local idle_in_transaction_session_timeout = '15s'")) {
            statement.execute();
        }
    }
}
