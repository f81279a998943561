package dev.slipway.access;

import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Statements on this package's tables; each joins the transaction of its caller. */
@Singleton
final class Rows {
    private final DataSource database;

    Rows(DataSource database) {
        this.database = database;
    }

    /** What is made of one row. */
    @FunctionalInterface
    interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    <T> List<T> list(Reading<T> reading, String sql, @Nullable Object... values) {
        try (var connection = database.getConnection();
                var query = connection.prepareStatement(sql)) {
            set(query, values);
            try (var row = query.executeQuery()) {
                var all = new ArrayList<T>();
                while (row.next()) {
                    all.add(reading.of(row));
                }
                return all;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("who may come in could not be read", e);
        }
    }

    <T> Optional<T> one(Reading<T> reading, String sql, @Nullable Object... values) {
        return list(reading, sql, values).stream().findFirst();
    }

    /** How many rows were changed. */
    int change(String sql, @Nullable Object... values) {
        try (var connection = database.getConnection();
                var change = connection.prepareStatement(sql)) {
            set(change, values);
            return change.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("who may come in could not be written", e);
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (var i = 0; i < values.length; i++) {
            var value = values[i];
            if (value instanceof Instant at) {
                statement.setObject(i + 1, at.atOffset(ZoneOffset.UTC));
            } else if (value instanceof String[] texts) {
                statement.setArray(i + 1, statement.getConnection().createArrayOf("text", texts));
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
