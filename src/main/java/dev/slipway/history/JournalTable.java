package dev.slipway.history;

import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.deployment.Status;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The journal in PostgreSQL. */
@ApplicationScoped
class JournalTable implements Journal {
    private final Sql sql;
    private final Wakes wakes;

    JournalTable(Sql sql, Wakes wakes) {
        this.sql = sql;
        this.wakes = wakes;
    }

    @Override
    public List<Entry> read(long deployment, long after) throws JournalUnavailable {
        return sql.<List<Entry>, RuntimeException>answer(c -> read(c, deployment, after));
    }

    static List<Entry> read(Connection connection, long deployment, long after) throws SQLException {
        return Sql.list(
                connection,
                row -> new Entry(
                        row.getLong("number"),
                        row.getTimestamp("at").toInstant(),
                        row.getLong("epoch"),
                        EventJson.read(row.getString("event"))),
                "select number, at, epoch, event from journal where deployment = ? and number > ? order by number",
                deployment,
                after);
    }

    @Override
    public void append(Append append) throws LostOwnership, JournalUnavailable {
        sql.<Boolean, LostOwnership>answer(c -> {
            guard(c, append);
            entries(c, append);
            lines(c, append);
            for (var node : append.records()) {
                record(c, append.fleet(), node);
            }
            Sql.update(c, "delete from told where deployment = ? and id <= ?", append.deployment(), append.taken());
            return true;
        });
        wakes.wake(append.deployment());
    }

    private static void guard(Connection c, Append append) throws SQLException, LostOwnership {
        var over = append.status().over();
        var changed = Sql.update(
                c,
                """
                update deployment set last_entry = ?, last_line = ?, status = ?, reason = ?,
                       started_at = case when ? then null else started_at end,
                       approve_until = coalesce(?, approve_until),
                       finished_at = case when ? then coalesce(finished_at, ?) else finished_at end
                 where number = ? and last_entry = ? and epoch = ?""",
                append.after() + append.events().size(),
                append.afterLine() + append.lines().size(),
                append.status().word(),
                append.reason(),
                append.status() == Status.WAITING_APPROVAL,
                askedUntil(append),
                over,
                append.at(),
                append.deployment(),
                append.after(),
                append.epoch());
        if (changed == 0) {
            throw new LostOwnership("Deployment " + append.deployment() + " has another owner than epoch "
                    + append.epoch() + ", or a newer entry than " + append.after());
        }
    }

    /** When an approval that is asked for here runs out. */
    private static @Nullable Instant askedUntil(Append append) {
        for (var event : append.events()) {
            if (event instanceof Event.ApprovalAsked asked) {
                return asked.until();
            }
        }
        return null;
    }

    private static void entries(Connection c, Append append) throws SQLException {
        try (var statement = c.prepareStatement(
                "insert into journal (deployment, number, at, epoch, event) values (?, ?, ?, ?, ?::jsonb)")) {
            var number = append.after();
            for (var event : append.events()) {
                Sql.set(statement, append.deployment(), ++number, append.at(), append.epoch(), EventJson.write(event));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void lines(Connection c, Append append) throws SQLException {
        if (append.lines().isEmpty()) {
            return;
        }
        try (var statement = c.prepareStatement(
                "insert into log_line (deployment, number, at, node, step, text) values (?, ?, ?, ?, ?, ?)")) {
            var number = append.afterLine();
            for (var line : append.lines()) {
                Sql.set(statement, append.deployment(), ++number, append.at(), line.node(), line.step(), line.text());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void record(Connection c, String fleet, NodeRecord node) throws SQLException {
        var out = node.takenOut();
        Sql.update(
                c,
                """
                insert into node_record (fleet, node, current, running, proved, rotation, drained_by, problem, last_contact,
                                         out_by, out_reason, out_at, out_deployment, weights)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
                on conflict (fleet, node) do update set current = excluded.current, running = excluded.running,
                    proved = excluded.proved, rotation = excluded.rotation, drained_by = excluded.drained_by,
                    problem = excluded.problem, last_contact = excluded.last_contact, out_by = excluded.out_by,
                    out_reason = excluded.out_reason, out_at = excluded.out_at,
                    out_deployment = excluded.out_deployment, weights = excluded.weights""",
                fleet,
                node.name(),
                node.current(),
                node.running(),
                node.proved(),
                node.rotation().name(),
                node.drainedBy(),
                node.problem(),
                node.lastContact(),
                out == null ? null : out.by(),
                out == null ? null : out.reason(),
                out == null ? null : out.since(),
                out == null ? null : out.deployment(),
                NodeRows.weights(node.weights()));
    }
}
