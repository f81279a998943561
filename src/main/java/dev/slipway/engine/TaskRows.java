package dev.slipway.engine;

import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
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
    Set<Long> missing(String task, List<Long> deployments) throws SQLException {
        var missing = new HashSet<>(deployments);
        sql.<Integer, RuntimeException>transaction(c -> {
            try (var statement =
                    c.prepareStatement("select task_instance::bigint from scheduled_tasks where task_name = ?")) {
                Sql.set(statement, task);
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        missing.remove(rows.getLong(1));
                    }
                }
            }
            return missing.size();
        });
        return missing;
    }
}
