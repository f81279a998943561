package dev.slipway.history;

import dev.slipway.deployment.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Entries of a journal that no run writes: the deployment has not begun, so nobody owns it. The caller holds its row,
 * and counts them in {@code last_entry}.
 */
public final class Unowned {
    private Unowned() {}

    /** Writes the events after entry {@code last}, in their order, under the epoch that the deployment has. */
    public static void write(Connection c, long deployment, long last, List<Event> events, Instant now)
            throws SQLException {
        var entry = last;
        for (var event : events) {
            Sql.update(c, """
                    insert into journal (deployment, number, at, epoch, event)
                    select number, ?, ?, epoch, ?::jsonb from deployment where number = ?""", ++entry, now, EventJson.write(event), deployment);
        }
    }
}
