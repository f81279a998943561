package dev.slipway.fleet;

import dev.slipway.fleet.Windows.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code fleet_window}: what a fleet's windows say now and until when, worked out by the database's clock, so
 * that all instances obey the same. A row whose time is over stops everything until it is worked out anew.
 */
public final class WindowTable {
    private WindowTable() {}

    /**
     * What the windows of a fleet say.
     *
     * @param until when that changes
     * @param told the same in words
     * @param coming the next freeze in words; null: none is near
     * @param late whether its time is over, so that it must be worked out anew
     */
    public record Row(
            State state,
            Instant until,
            String told,
            @Nullable String coming,
            boolean late) {}

    /** What is stored; empty: the fleet has no windows. */
    public static Optional<Row> find(Connection c, String fleet) throws SQLException {
        try (PreparedStatement query = c.prepareStatement("""
                select state, until, told, coming, changes_at <= clock_timestamp() from fleet_window where fleet = ?""")) {
            query.setString(1, fleet);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                State.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                row.getTimestamp(2).toInstant(),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5));
    }

    /** How a freeze among the windows covers this moment, in words; null moment: now. Empty: none does. */
    public static Optional<String> freeze(Connection c, String fleet, @Nullable Instant moment) throws SQLException {
        if (find(c, fleet).isEmpty()) {
            return Optional.empty();
        }
        var at = moment == null ? clock(c) : moment;
        return windows(c, fleet)
                .filter(windows -> windows.at(at).state() == State.FROZEN)
                .map(windows -> windows.told(at));
    }

    private static Optional<Windows> windows(Connection c, String fleet) throws SQLException {
        try (PreparedStatement query = c.prepareStatement("select document from fleet where name = ? for share")) {
            query.setString(1, fleet);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(FleetDocument.windows(row.getString(1))) : Optional.empty();
            }
        }
    }

    /** Works it out anew; nobody changes the fleet's document until the transaction ends. */
    public static void refresh(Connection c, String fleet) throws SQLException {
        var windows = windows(c, fleet);
        if (windows.isPresent()) {
            put(c, fleet, windows.get());
        }
    }

    /** Stores what these windows say now. */
    static void put(Connection c, String fleet, Windows windows) throws SQLException {
        if (windows.all().isEmpty()) {
            update(c, "delete from fleet_window where fleet = ?", fleet);
            return;
        }
        var now = clock(c);
        var look = windows.at(now);
        update(
                c,
                """
                insert into fleet_window (fleet, state, changes_at, until, told, coming) values (?, ?, ?, ?, ?, ?)
                on conflict (fleet) do update set state = excluded.state, changes_at = excluded.changes_at,
                    until = excluded.until, told = excluded.told, coming = excluded.coming""",
                fleet,
                look.state().word(),
                Timestamp.from(look.changesAt()),
                Timestamp.from(windows.until(now)),
                windows.told(now),
                windows.coming(now).orElse(null));
    }

    /** Fleets whose row must be worked out anew. */
    public static List<String> late(Connection c) throws SQLException {
        try (PreparedStatement query =
                        c.prepareStatement("select fleet from fleet_window where changes_at <= clock_timestamp()");
                ResultSet rows = query.executeQuery()) {
            var late = new ArrayList<String>();
            while (rows.next()) {
                late.add(rows.getString(1));
            }
            return late;
        }
    }

    private static Instant clock(Connection c) throws SQLException {
        try (PreparedStatement query = c.prepareStatement("select clock_timestamp()");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getTimestamp(1).toInstant();
        }
    }

    private static void update(Connection c, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement change = c.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                change.setObject(i + 1, values[i]);
            }
            change.executeUpdate();
        }
    }
}
