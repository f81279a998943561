package dev.slipway.engine;

import dev.slipway.deployment.NodeRecord;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The queue in PostgreSQL. */
@ApplicationScoped
class QueueTable implements Queue {
    private final Sql sql;

    QueueTable(Sql sql) {
        this.sql = sql;
    }

    @Override
    public @Nullable Row row(long number) throws JournalUnavailable {
        return this.<@Nullable Row>answer(c -> {
            try (var statement = c.prepareStatement(
                    "select fleet, last_line, started_at, finished_at from deployment where number = ?")) {
                Sql.set(statement, number);
                try (var rows = statement.executeQuery()) {
                    return rows.next()
                            ? new Row(
                                    number,
                                    rows.getString(1),
                                    rows.getLong(2),
                                    rows.getTimestamp(3) != null,
                                    rows.getTimestamp(4) != null)
                            : null;
                }
            }
        });
    }

    @Override
    public boolean claim(long number, String fleet) throws JournalUnavailable {
        return answer(c -> {
            lock(c, fleet);
            return Sql.update(c, """
                            update deployment set started_at = now() where number = ? and started_at is null
                               and finished_at is null
                               and not exists (select 1 from deployment d where d.fleet = ? and d.finished_at is null
                                                and (d.started_at is not null or d.number < ?))""", number, fleet, number) == 1;
        });
    }

    /** Everything about a fleet's queue happens one at a time. */
    static void lock(Connection c, String fleet) throws SQLException {
        Sql.update(c, "insert into fleet_epoch (fleet, epoch) values (?, 0) on conflict do nothing", fleet);
        Sql.number(c, "select epoch from fleet_epoch where fleet = ? for update", fleet);
    }

    @Override
    public List<Long> due() throws JournalUnavailable {
        return answer(c -> {
            List<Long> due = new ArrayList<>();
            try (var statement = c.prepareStatement("""
                            select number from deployment d where finished_at is null and (
                                (started_at is not null and status not in ('held', 'paused'))
                                or exists (select 1 from told t where t.deployment = d.number)
                                or (started_at is null and not exists (select 1 from deployment o where o.fleet = d.fleet
                                      and o.finished_at is null and (o.started_at is not null or o.number < d.number))))""");
                    var rows = statement.executeQuery()) {
                while (rows.next()) {
                    due.add(rows.getLong(1));
                }
            }
            return due;
        });
    }

    @Override
    public long wakeSeq(long number) throws JournalUnavailable {
        return answer(c -> Sql.number(c, "select wake_seq from deployment where number = ?", number));
    }

    @Override
    public Map<String, NodeRecord> records(String fleet) throws JournalUnavailable {
        return answer(c -> {
            Map<String, NodeRecord> records = new HashMap<>();
            try (var statement = c.prepareStatement("""
                    select node, current, running, proved, rotation, drained_by, problem, last_contact
                      from node_record where fleet = ?""")) {
                Sql.set(statement, fleet);
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        var drainedBy = rows.getLong(6);
                        records.put(
                                rows.getString(1),
                                new NodeRecord(
                                        rows.getString(1),
                                        rows.getString(2),
                                        rows.getString(3),
                                        rows.getString(4),
                                        NodeRecord.Rotation.valueOf(rows.getString(5)),
                                        rows.wasNull() || drainedBy == 0 ? null : (Long) drainedBy,
                                        rows.getString(7),
                                        Sql.instant(rows, "last_contact")));
                    }
                }
            }
            return records;
        });
    }

    private <T extends @Nullable Object> T answer(Sql.Work<T, RuntimeException> work) throws JournalUnavailable {
        try {
            return sql.<T, RuntimeException>transaction(work);
        } catch (SQLException e) {
            throw new JournalUnavailable(e);
        }
    }
}
