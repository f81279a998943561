package dev.slipway.engine;

import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.deployment.Event;
import dev.slipway.engine.Deployments.Heard;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import dev.slipway.history.Stop;
import dev.slipway.history.Unowned;
import dev.slipway.history.Wakes;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/** Lets one queued deployment begin in spite of a hold, a freeze or a window. Whoever calls may do that. */
@ApplicationScoped
public class Overrides {
    private final Sql sql;
    private final Turns turns;
    private final Wakes wakes;
    private final Audit audit;
    private final InstantSource clock;

    Overrides(Sql sql, Turns turns, Wakes wakes, Audit audit, InstantSource clock) {
        this.sql = sql;
        this.turns = turns;
        this.wakes = wakes;
        this.audit = audit;
        this.clock = clock;
    }

    /** Does it; the reason is kept with it. Neither approvals nor the guard of the capacity are let off. */
    public Heard override(long number, String by, String reason) throws JournalUnavailable {
        var heard = sql.<Heard, RuntimeException>answer(c -> {
            var fleets = Sql.list(c, row -> row.getString(1), "select fleet from deployment where number = ?", number);
            return fleets.isEmpty()
                    ? new Heard.Unknown("There is no deployment " + number)
                    : override(c, number, fleets.getFirst(), by, reason);
        });
        if (heard instanceof Heard.Yes) {
            wakes.wake(number);
            turns.wakeDue();
        }
        return heard;
    }

    private Heard override(Connection c, long number, String fleet, String by, String reason) throws SQLException {
        QueueTable.lock(c, fleet);
        var what = Stop.told(c, fleet);
        if (what == null || !stopped(c, number)) {
            return new Heard.NotNow(
                    "Deployment " + number + " does not wait for the end of a hold, a freeze or a window");
        }
        var last = Sql.number(c, """
                update deployment set overridden = true, last_entry = last_entry + 1, wake_seq = wake_seq + 1
                 where number = ? returning last_entry""", number);
        Unowned.write(c, number, last - 1, List.of(new Event.Overridden(what, by, reason)), clock.instant());
        audit.record(
                c,
                Change.of(
                        by,
                        "deployment.override",
                        "deployment:" + number,
                        "in spite of: " + what + ". Why: " + reason));
        return new Heard.Yes();
    }

    /** It must be queued: while people are asked whether it may run at all, nothing else is decided. */
    private static boolean stopped(Connection c, long number) throws SQLException {
        return Sql.number(c, """
                        select count(*) from deployment d where number = ? and status = 'queued' and finished_at is null
                           and deployment_stopped(d)""", number) == 1;
    }
}
