package dev.slipway.engine;

import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Which nodes are drained by us, and by a deployment that is over. */
@ApplicationScoped
class StrandedTable {
    /** Of a deployment {@code o}: it is under way, or could begin. */
    static final String OPEN = "o.finished_at is null and o.status <> 'waiting_approval' and not deployment_frozen(o)";

    private final Sql sql;

    StrandedTable(Sql sql) {
        this.sql = sql;
    }

    /** One of them. */
    record Found(String fleet, String node, long drainedBy) {}

    /**
     * Those of fleets in which nothing is under way or could begin. One that a catch-up of our own could not put back
     * is looked at again after a quarter of an hour, so that a node which only looks fit is not tried all the time.
     */
    List<Found> find() throws JournalUnavailable {
        return sql.<List<Found>, RuntimeException>answer(c -> Sql.list(
                c,
                row -> new Found(row.getString(1), row.getString(2), row.getLong(3)),
                """
                select r.fleet, r.node, r.drained_by from node_record r join deployment d on d.number = r.drained_by
                 where d.finished_at is not null
                   and not (d.started_by = ? and d.finished_at > now() - interval '15 minutes')
                   and not exists (select 1 from deployment o where o.fleet = r.fleet and\s""" + OPEN + """
                )
                 order by r.fleet, r.node""",
                Stranded.BY));
    }

    /** Somebody put it back himself: then it is no more ours to look after. */
    void isBack(Found node) throws JournalUnavailable {
        sql.<Integer, RuntimeException>answer(c -> {
            QueueTable.lock(c, node.fleet());
            return Sql.update(c, """
                    update node_record set drained_by = null, rotation = 'IN', problem = null
                     where fleet = ? and node = ? and drained_by = ?
                       and not exists (select 1 from deployment o where o.fleet = ? and o.started_at is not null
                                        and o.finished_at is null)""", node.fleet(), node.node(), node.drainedBy(), node.fleet());
        });
    }
}
