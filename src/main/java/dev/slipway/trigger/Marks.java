package dev.slipway.trigger;

import dev.slipway.history.Sql;
import dev.slipway.trigger.Wanted.Place;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** How far each line of messages has come. */
final class Marks {
    private Marks() {}

    private record Mark(long first, long second, @Nullable String commit, String what, long delivery) {}

    /** From here to the end of the transaction nobody else moves a mark of the fleet. */
    static void lock(Connection c, String fleet) throws SQLException {
        Sql.list(c, row -> 0, "select pg_advisory_xact_lock(hashtextextended(?, 0))", "slipway.trigger:" + fleet);
    }

    /** Why this is too late to be deployed, in words for its verdict; null: it is the newest. */
    static @Nullable String objection(Connection c, String fleet, Place place, long delivery) throws SQLException {
        var found = Sql.list(
                c,
                row -> new Mark(
                        row.getLong("first"),
                        row.getLong("second"),
                        row.getString("commit"),
                        row.getString("what"),
                        row.getLong("delivery")),
                "select first, second, commit, what, delivery from trigger_mark where fleet = ? and line = ?",
                fleet,
                place.line());
        if (found.isEmpty() || found.getFirst().delivery() == delivery) {
            return null;
        }
        var mark = found.getFirst();
        var later = Long.compare(place.first(), mark.first()) != 0
                ? Long.compare(place.first(), mark.first())
                : Long.compare(place.second(), mark.second());
        // Two pushes within one second: the later one goes on from where the earlier one ended.
        if (later > 0 || (later == 0 && place.before() != null && place.before().equals(mark.commit()))) {
            return null;
        }
        return later == 0 && place.what().equals(mark.what())
                ? place.what() + " came before, and was taken"
                : place.what() + " is older than " + mark.what() + ", which was taken before";
    }

    static void move(Connection c, String fleet, Place place, long delivery) throws SQLException {
        Sql.update(c, """
                insert into trigger_mark (fleet, line, first, second, commit, what, delivery) values (?, ?, ?, ?, ?, ?, ?)
                on conflict (fleet, line) do update set first = excluded.first, second = excluded.second,
                    commit = excluded.commit, what = excluded.what, delivery = excluded.delivery""", fleet, place.line(), place.first(), place.second(), place.commit(), place.what(), delivery);
    }
}
