package dev.slipway.engine;

import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
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
        var missing = new HashSet<>(deployments);
        missing.removeAll(sql.<List<Long>, RuntimeException>answer(c -> Sql.list(
                c,
                row -> row.getLong(1),
                "select task_instance::bigint from scheduled_tasks where task_name = ?",
                task)));
        return missing;
    }
}
