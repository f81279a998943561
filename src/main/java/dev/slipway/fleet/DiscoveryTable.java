package dev.slipway.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The table {@code discovery}: what each source of servers showed last; every call joins its caller's transaction. */
@Singleton
final class DiscoveryTable {
    private final DataSource database;
    private final ObjectMapper json;

    DiscoveryTable(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** The last look at a source; {@code answered}: when it last answered, {@code problem}: why it did not. */
    record Look(
            FoundNodes found,
            Instant at,
            @Nullable Instant answered,
            @Nullable String problem) {}

    /** What the rule's source showed when it last answered. */
    FoundNodes nodes(String fleet, DiscoveryRule rule) {
        return look(fleet, rule).map(Look::found).orElseGet(() -> FoundNodes.none(rule));
    }

    Optional<Look> look(String fleet, DiscoveryRule rule) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select found, looked_at, answered_at, problem from discovery where fleet = ? and source = ?")) {
            query.setString(1, fleet);
            query.setString(2, rule.source());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(look(row)) : Optional.empty();
            }
        } catch (SQLException | JsonProcessingException e) {
            throw new IllegalStateException("what was found could not be read", e);
        }
    }

    private Look look(ResultSet row) throws SQLException, JsonProcessingException {
        OffsetDateTime answered = row.getObject(3, OffsetDateTime.class);
        return new Look(
                json.readValue(row.getString(1), FoundNodes.class),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                answered == null ? null : answered.toInstant(),
                row.getString(4));
    }

    void put(String fleet, DiscoveryRule rule, Look look) {
        try (Connection connection = database.getConnection();
                PreparedStatement change = connection.prepareStatement("""
                        insert into discovery (fleet, source, found, looked_at, answered_at, problem)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict (fleet, source) do update set found = excluded.found,
                          looked_at = excluded.looked_at, answered_at = excluded.answered_at,
                          problem = excluded.problem""")) {
            change.setString(1, fleet);
            change.setString(2, rule.source());
            change.setString(3, json.writeValueAsString(look.found()));
            change.setObject(4, look.at().atOffset(ZoneOffset.UTC));
            change.setObject(5, look.answered() == null ? null : look.answered().atOffset(ZoneOffset.UTC));
            change.setString(6, look.problem());
            change.executeUpdate();
        } catch (SQLException | JsonProcessingException e) {
            throw new IllegalStateException("what was found could not be written", e);
        }
    }

    /** Forgets what other sources of the fleet showed. */
    void only(String fleet, List<String> sources) {
        try (Connection connection = database.getConnection();
                PreparedStatement change =
                        connection.prepareStatement("delete from discovery where fleet = ? and not source = any (?)")) {
            change.setString(1, fleet);
            change.setArray(2, connection.createArrayOf("text", sources.toArray()));
            change.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("what was found could not be forgotten", e);
        }
    }
}
