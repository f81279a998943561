package dev.slipway.trigger;

import dev.slipway.fleet.ScheduleRule;
import dev.slipway.history.Sql;
import dev.slipway.trigger.Firing.State;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Which firings were seen to, in PostgreSQL: each once, whichever instance was the first. */
final class FiringTable {
    private FiringTable() {}

    /** A rule of a fleet, by name. */
    record Named(String fleet, String rule) {}

    /** All rules that were seen so far, also such as are in no document any more. */
    static List<Named> seen(Connection c) throws SQLException {
        return Sql.list(
                c, row -> new Named(row.getString(1), row.getString(2)), "select fleet, rule from schedule_rule");
    }

    /** A rule that comes back into a document begins anew. */
    static void forget(Connection c, Named rule) throws SQLException {
        Sql.update(c, "delete from schedule_rule where fleet = ? and rule = ?", rule.fleet(), rule.rule());
    }

    /** From here to the end of the transaction nobody else sees to the rule; false: somebody does. */
    static boolean lock(Connection c, String fleet, ScheduleRule rule) throws SQLException {
        return Sql.list(
                        c,
                        row -> row.getBoolean(1),
                        "select pg_try_advisory_xact_lock(hashtextextended(?, 0))",
                        "slipway.schedule:" + fleet + " " + rule.name())
                .getFirst();
    }

    /** Until when the rule is seen to; a new one from now on. */
    static Instant doneUntil(Connection c, String fleet, ScheduleRule rule, Instant now) throws SQLException {
        Sql.update(
                c,
                "insert into schedule_rule (fleet, rule, done_until) values (?, ?, ?) on conflict do nothing",
                fleet,
                rule.name(),
                now);
        return Sql.list(
                        c,
                        row -> row.getTimestamp(1).toInstant(),
                        "select done_until from schedule_rule where fleet = ? and rule = ?",
                        fleet,
                        rule.name())
                .getFirst();
    }

    /** Writes down what came of it; old ones go. */
    static void put(Connection c, Firing firing) throws SQLException {
        Sql.update(
                c,
                "insert into schedule_firing (fleet, rule, at, state, verdict, deployment) values (?, ?, ?, ?, ?, ?)",
                firing.fleet(),
                firing.rule(),
                firing.at(),
                firing.state().word(),
                firing.verdict(),
                firing.deployment());
        Sql.update(
                c,
                "update schedule_rule set done_until = ? where fleet = ? and rule = ?",
                firing.at(),
                firing.fleet(),
                firing.rule());
        Sql.update(
                c,
                "delete from schedule_firing where fleet = ? and at < ?::timestamptz - interval '90 days'",
                firing.fleet(),
                firing.at());
    }

    /** The latest first. */
    static List<Firing> newestFirst(Connection c, String fleet, int most) throws SQLException {
        return Sql.list(c, FiringTable::read, """
                select fleet, rule, at, state, verdict, deployment from schedule_firing where fleet = ?
                 order by at desc, rule limit ?""", fleet, most);
    }

    private static Firing read(ResultSet row) throws SQLException {
        return new Firing(
                row.getString(1),
                row.getString(2),
                row.getTimestamp(3).toInstant(),
                State.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
                row.getString(5),
                row.getObject(6, Long.class));
    }
}
