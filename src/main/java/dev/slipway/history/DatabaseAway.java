package dev.slipway.history;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells a database that cannot be reached, or has no room, from a mistake of ours. */
public final class DatabaseAway {
    private static final int DEEPEST = 20;

    private DatabaseAway() {}

    /** Whether it is the reason for this, however deep. */
    public static boolean in(Throwable thrown) {
        Throwable cause = thrown;
        for (var depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof SQLException sql && away(sql)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean away(SQLException e) {
        return e instanceof SQLTransientConnectionException || away(e.getSQLState()) || poolWaited(e.getMessage());
    }

    /** 08: the connection; 53: no room; 57P: the server stops or starts. */
    private static boolean away(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("53") || state.startsWith("57P"));
    }

    private static boolean poolWaited(@Nullable String message) {
        return message != null && message.toLowerCase(Locale.ROOT).contains("acquisition timeout");
    }
}
