package dev.slipway.api;

import org.jspecify.annotations.Nullable;

/** Reads query parameters. */
final class Queries {
    private static final int USUAL = 50;
    private static final int MOST = 200;

    private Queries() {}

    /** How many rows to answer with. */
    static int limit(@Nullable String text) {
        var limit = number("limit", text);
        if (limit == null) {
            return USUAL;
        }
        if (limit < 1 || limit > MOST) {
            throw Problem.field("limit", "limit must be from 1 to " + MOST + ".")
                    .raised();
        }
        return limit.intValue();
    }

    /** A number that is not negative; null when it is left out. */
    static @Nullable Long number(String field, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (!text.matches("\\d{1,18}")) {
            throw Problem.field(field, field + " must be a number.").raised();
        }
        return Long.valueOf(text);
    }

    /** Null when it is left out. */
    static @Nullable String text(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
