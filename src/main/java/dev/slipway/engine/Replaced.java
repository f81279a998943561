package dev.slipway.engine;

import dev.slipway.deployment.Event;
import dev.slipway.deployment.Status;
import dev.slipway.history.Sql;
import dev.slipway.history.Unowned;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Queued deployments whose place a newer one takes. Only such as bring a release and have not begun: what runs, waits
 * for approval or for its appointed time, goes back, or sees to single nodes is left alone.
 */
final class Replaced {
    private Replaced() {}

    /** Ends them; the caller holds the fleet's queue, so that none of them begins meanwhile. */
    static List<Long> by(Connection c, String fleet, long newer, Instant now) throws SQLException {
        var ended = new ArrayList<Long>();
        for (var number : waiting(c, fleet, newer)) {
            var end = new Event.Finished(Status.SUPERSEDED, "replaced by #" + newer);
            var last = Sql.number(c, """
                    update deployment set status = ?, reason = ?, finished_at = ?, last_entry = last_entry + 1,
                           wake_seq = wake_seq + 1
                     where number = ? and started_at is null and finished_at is null and status = 'queued'
                    returning last_entry""", end.status().word(), end.reason(), now, number);
            if (last == 0) {
                continue; // somebody cancelled it in this very moment
            }
            Unowned.write(c, number, last - 1, List.of(end), now);
            ended.add(number);
        }
        return ended;
    }

    private static List<Long> waiting(Connection c, String fleet, long newer) throws SQLException {
        return Sql.list(c, row -> row.getLong(1), """
                select number from deployment where fleet = ? and number < ? and kind = 'deploy' and status = 'queued'
                   and started_at is null and finished_at is null and (not_before is null or not_before <= now())
                 order by number""", fleet, newer);
    }
}
