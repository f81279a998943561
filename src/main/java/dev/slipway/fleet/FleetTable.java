package dev.slipway.fleet;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** The tables {@code fleet} and {@code host_key}; every call joins the transaction of its caller. */
@Singleton
final class FleetTable {
    private final DataSource database;
    private final InstantSource clock;

    FleetTable(DataSource database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Documents by name, in the order of names. */
    Map<String, String> documents() {
        return pairs("select name, document from fleet order by name");
    }

    /** As {@link #documents}, of those alone that hold this word somewhere. */
    Map<String, String> documentsWith(String word) {
        return pairs("select name, document from fleet where position(? in document) > 0 order by name", word);
    }

    Optional<String> document(String fleet) {
        return Optional.ofNullable(
                pairs("select name, document from fleet where name = ?", fleet).get(fleet));
    }

    /** As {@link #document}, and nobody else changes it until the transaction ends. */
    Optional<String> lockedDocument(String fleet) {
        return Optional.ofNullable(pairs("select name, document from fleet where name = ? for update", fleet)
                .get(fleet));
    }

    void put(String fleet, String document) {
        change(
                "insert into fleet (name, document, created_at, changed_at) values (?, ?, ?, ?)"
                        + " on conflict (name) do update set document = excluded.document,"
                        + " changed_at = excluded.changed_at",
                fleet,
                document,
                now(),
                now());
    }

    /** What the document's windows say now. */
    void putWindows(String fleet, Windows windows) {
        try (Connection connection = database.getConnection()) {
            WindowTable.put(connection, fleet, windows);
        } catch (SQLException e) {
            throw new IllegalStateException("windows could not be written", e);
        }
    }

    void remove(String fleet) {
        change("delete from fleet where name = ?", fleet);
    }

    /** Accepted host keys by node. */
    Map<String, String> hostKeys(String fleet) {
        return new HashMap<>(pairs("select node, key from host_key where fleet = ?", fleet));
    }

    void putHostKey(String fleet, String node, String key) {
        change(
                "insert into host_key (fleet, node, key, accepted_at) values (?, ?, ?, ?)"
                        + " on conflict (fleet, node) do update set key = excluded.key,"
                        + " accepted_at = excluded.accepted_at",
                fleet,
                node,
                key,
                now());
    }

    void removeHostKey(String fleet, String node) {
        change("delete from host_key where fleet = ? and node = ?", fleet, node);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private Map<String, String> pairs(String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            set(query, values);
            Map<String, String> pairs = new LinkedHashMap<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    pairs.put(row.getString(1), row.getString(2));
                }
            }
            return pairs;
        } catch (SQLException e) {
            throw new IllegalStateException("fleets could not be read", e);
        }
    }

    private void change(String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement change = connection.prepareStatement(sql)) {
            set(change, values);
            change.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("fleets could not be written", e);
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
