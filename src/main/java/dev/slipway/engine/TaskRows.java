package dev.slipway.engine;

import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which deployments the scheduler knows. */
@ApplicationScoped
class TaskRows {
    private final Sql sql;

    TaskRows(Sql sql) {
        this.sql = sql;
    }

    /** Those of these deployments that have no row in the scheduler's table. */
    Set<Long> missing(String task, List<Long> deployments) throws JournalUnavailable {
        try {
            var missing = new HashSet<>(deployments);
            missing.removeAll(known(task));
            return missing;
        } catch (SQLException e) {
            throw new JournalUnavailable(e);
        }
    }

    private List<Long> known(String task) throws SQLException {
        return sql.<List<Long>, RuntimeException>transaction(c -> {
            var known = new ArrayList<Long>();
            try (var statement =
                    c.prepareStatement("select task_instance::bigint from scheduled_tasks where task_name = ?")) {
                Sql.set(statement, task);
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        known.add(rows.getLong(1));
                    }
                }
            }
            return known;
        });
    }
}
