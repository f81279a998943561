package dev.slipway.history;

import dev.slipway.fleet.Hold;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The table {@code fleet_hold}, by the database's clock: a hold that ran out is none, whoever looks. */
public final class HoldTable {
    private HoldTable() {}

    /** The fleet's hold of this sort; null: there is none. */
    public static @Nullable Hold find(Connection c, String fleet, Hold.What what) throws SQLException {
        var found = Sql.list(c, row -> hold(row, what), """
                select by_whom, reason, since, until, deployment from fleet_hold
                 where fleet = ? and what = ? and (until is null or until > now())""", fleet, what.word());
        return found.isEmpty() ? null : found.getFirst();
    }

    /** Puts it in the place of the one before. */
    public static void put(
            Connection c,
            String fleet,
            Hold.What what,
            String by,
            String reason,
            @Nullable Instant until,
            @Nullable Long deployment)
            throws SQLException {
        Sql.update(c, """
                insert into fleet_hold (fleet, what, by_whom, reason, since, until, deployment)
                values (?, ?, ?, ?, now(), ?, ?)
                on conflict (fleet, what) do update set by_whom = excluded.by_whom, reason = excluded.reason,
                    since = excluded.since, until = excluded.until, deployment = excluded.deployment""", fleet, what.word(), by, reason, until, deployment);
    }

    /** Takes it away, also one that ran out. */
    public static void remove(Connection c, String fleet, Hold.What what) throws SQLException {
        Sql.update(c, "delete from fleet_hold where fleet = ? and what = ?", fleet, what.word());
    }

    /** A fleet whose hold ran out. */
    public record RunOut(String fleet, String what, String by) {}

    /** Takes away those that ran out; each is told to one caller only. */
    public static List<RunOut> removeRunOut(Connection c) throws SQLException {
        return Sql.list(
                c,
                row -> new RunOut(row.getString(1), row.getString(2), row.getString(3)),
                "delete from fleet_hold where until <= now() returning fleet, what, by_whom");
    }

    private static Hold hold(ResultSet row, Hold.What what) throws SQLException {
        return new Hold(
                what,
                row.getString("by_whom"),
                row.getString("reason"),
                Objects.requireNonNull(Sql.instant(row, "since")),
                Sql.instant(row, "until"),
                row.getObject("deployment", Long.class));
    }
}
