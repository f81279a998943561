package dev.slipway.engine;

import dev.slipway.deployment.NodeRecord;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which deployment of a fleet is under way, and which one comes next. */
@ApplicationScoped
class Queue {
    private final Sql sql;

    Queue(Sql sql) {
        this.sql = sql;
    }

    /** A deployment's row. */
    record Row(long number, String fleet, long lastLine, boolean started, boolean over) {}

    @Nullable Row row(long number) throws SQLException {
        return sql.<@Nullable Row, RuntimeException>transaction(c -> {
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

    /** Makes it the fleet's one started deployment, if none is under way and none waits longer. */
    boolean claim(long number, String fleet) throws SQLException {
        return sql.<Boolean, RuntimeException>transaction(c -> {
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

    /**
     * Deployments that should be worked on now: started and not waiting for a person, told something, or first in a
     * fleet's queue.
     */
    List<Long> due() throws SQLException {
        return sql.<List<Long>, RuntimeException>transaction(c -> {
            var due = new ArrayList<Long>();
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

    long wakeSeq(long number) throws SQLException {
        return sql.<Long, RuntimeException>transaction(
                c -> Sql.number(c, "select wake_seq from deployment where number = ?", number));
    }

    /** What is known of a fleet's nodes. */
    Map<String, NodeRecord> records(String fleet) throws SQLException {
        return sql.<Map<String, NodeRecord>, RuntimeException>transaction(c -> {
            var records = new HashMap<String, NodeRecord>();
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
}
