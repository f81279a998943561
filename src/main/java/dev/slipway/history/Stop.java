package dev.slipway.history;

import dev.slipway.fleet.Hold;
import dev.slipway.fleet.WindowTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a deployment does not begin though its turn may have come.
 *
 * @param by one word: time, hold, freeze or window
 * @param until when that ends by itself; null: nobody knows
 * @param told the reason in words
 */
public record Stop(String by, @Nullable Instant until, String told) {
    /** An appointed time. */
    static final String TIME = "time";

    private static final String FLEET = "waits: the fleet is ";
    private static final String WAITS_FOR = "waits for ";

    /** Of a deployment that is queued; null: nothing of the kind. */
    static @Nullable Stop of(Connection c, long number, String fleet) throws SQLException {
        var found = Sql.list(
                c,
                row -> new Row(
                        row.getBoolean(1)
                                ? new Stop(
                                        TIME,
                                        Sql.instant(row, "not_before"),
                                        "waits for its time, " + Sql.instant(row, "not_before"))
                                : null,
                        row.getBoolean(3)),
                """
                select coalesce(not_before > clock_timestamp(), false), not_before, deployment_stopped(d)
                  from deployment d where number = ? and started_at is null and finished_at is null""",
                number);
        if (found.isEmpty()) {
            return null;
        }
        var row = found.getFirst();
        if (row.time() != null || !row.stopped()) {
            return row.time();
        }
        var cause = cause(c, fleet);
        return cause == null ? null : cause.stop();
    }

    private record Row(@Nullable Stop time, boolean stopped) {}

    /** What stops the deployments of a fleet, and the words with which one waits for its end. */
    private record Cause(String by, @Nullable Instant until, String waits, String what) {
        Stop stop() {
            return new Stop(by, until, waits + what);
        }
    }

    private static @Nullable Cause cause(Connection c, String fleet) throws SQLException {
        var hold = HoldTable.find(c, fleet, Hold.What.ALL);
        if (hold != null) {
            return new Cause("hold", hold.until(), FLEET, hold.told());
        }
        var windows = WindowTable.find(c, fleet).orElse(null);
        if (windows == null) {
            return null;
        }
        if (windows.late()) {
            return new Cause("window", null, WAITS_FOR, "its window, which is looked up just now");
        }
        return switch (windows.state()) {
            case OPEN -> null;
            case CLOSED -> new Cause("window", windows.until(), WAITS_FOR, "its window: " + windows.told());
            case FROZEN -> new Cause("freeze", windows.until(), FLEET, windows.told());
        };
    }

    /** Of this deployment, in words; null: nothing of the kind. */
    public static @Nullable String told(Connection c, long number) throws SQLException {
        var fleets = Sql.list(c, row -> row.getString(1), "select fleet from deployment where number = ?", number);
        var stop = fleets.isEmpty() ? null : of(c, number, fleets.getFirst());
        return stop == null ? null : stop.told();
    }

    /** What stops deployments of the fleet now, in words; null: nothing does. */
    public static @Nullable String told(Connection c, String fleet) throws SQLException {
        var cause = cause(c, fleet);
        return cause == null ? null : cause.what();
    }

    /** Whether an approver can end the waiting. */
    public boolean overridable() {
        return !by.equals(TIME);
    }
}
