package dev.slipway.engine;

import dev.slipway.deployment.NodeRecord;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.NodeRows;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
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
        return sql.<@Nullable Row, RuntimeException>answer(c -> {
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
        return sql.<Boolean, RuntimeException>answer(c -> {
            lock(c, fleet);
            return Sql.update(c, """
                            update deployment d set started_at = clock_timestamp() where number = ? and started_at is null
                               and finished_at is null and status <> 'waiting_approval' and not deployment_frozen(d)
                               and not exists (select 1 from deployment o where o.fleet = ? and o.finished_at is null
                                                and o.status <> 'waiting_approval'
                                                and (o.started_at is not null
                                                     or (o.number < ? and not deployment_frozen(o))))""", number, fleet, number) == 1;
        });
    }

    /** Everything about a fleet's queue happens one at a time. */
    static void lock(Connection c, String fleet) throws SQLException {
        Sql.update(c, "insert into fleet_epoch (fleet, epoch) values (?, 0) on conflict do nothing", fleet);
        Sql.number(c, "select epoch from fleet_epoch where fleet = ? for update", fleet);
    }

    @Override
    public List<Long> due() throws JournalUnavailable {
        return sql.<List<Long>, RuntimeException>answer(c -> Sql.list(c, row -> row.getLong(1), """
                select number from deployment d where finished_at is null and (
                    (started_at is not null and status not in ('held', 'paused'))
                    or exists (select 1 from told t where t.deployment = d.number
                                and (d.started_at is not null or t.choice = 'CANCEL'))
                    or (started_at is null and status <> 'waiting_approval' and not deployment_frozen(d)
                        and not exists (select 1 from deployment o where o.fleet = d.fleet and o.finished_at is null
                                         and o.status <> 'waiting_approval'
                                         and (o.started_at is not null
                                              or (o.number < d.number and not deployment_frozen(o))))))"""));
    }

    @Override
    public long wakeSeq(long number) throws JournalUnavailable {
        return sql.<Long, RuntimeException>answer(
                c -> Sql.number(c, "select wake_seq from deployment where number = ?", number));
    }

    @Override
    public Map<String, NodeRecord> records(String fleet) throws JournalUnavailable {
        var all = sql.<List<NodeRecord>, RuntimeException>answer(c -> Sql.list(c, QueueTable::record, """
                select node, current, running, proved, rotation, drained_by, problem, last_contact,
                       out_by, out_reason, out_at, out_deployment, weights
                  from node_record where fleet = ?""", fleet));
        var records = new HashMap<String, NodeRecord>();
        all.forEach(r -> records.put(r.name(), r));
        return records;
    }

    private static NodeRecord record(ResultSet row) throws SQLException {
        return new NodeRecord(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                NodeRecord.Rotation.valueOf(row.getString(5)),
                row.getObject(6, Long.class),
                row.getString(7),
                Sql.instant(row, "last_contact"),
                NodeRows.takenOut(row),
                NodeRows.weights(row));
    }
}
