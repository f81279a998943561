package dev.slipway.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement that is put together from what was asked for, with its values. */
final class Query {
    private final StringBuilder text;
    private final List<@Nullable Object> values;

    Query(String text, Object... values) {
        this.text = new StringBuilder(text);
        this.values = new ArrayList<>(Arrays.asList(values));
    }

    /** One more condition, with one parameter, such as {@code number < ?}; null: not asked for. */
    Query and(String condition, @Nullable Object value) {
        return value == null ? this : then(" and " + condition, value);
    }

    /** What follows, with one parameter. */
    Query then(String part, Object value) {
        text.append(part);
        values.add(value);
        return this;
    }

    /** What follows. */
    Query then(String part) {
        text.append(part);
        return this;
    }

    <T> List<T> list(Connection connection, Sql.Reading<T> reading) throws SQLException {
        return Sql.list(connection, reading, text(), values());
    }

    String text() {
        return text.toString();
    }

    @Nullable Object[] values() {
        return values.toArray();
    }
}
