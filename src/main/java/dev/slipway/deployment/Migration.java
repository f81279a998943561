package dev.slipway.deployment;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the migration of a deployment stands.
 *
 * @param state {@code not_started}, {@code started}, {@code succeeded}, {@code failed} or {@code unknown}
 * @param exitCode what its command ended with; null: it did not end, or nobody knows
 */
public record Migration(String state, @Nullable Integer exitCode) {
    private static final Pattern EXIT_STATUS = Pattern.compile("exit status (\\d{1,9})");

    static Migration none() {
        return new Migration("not_started", null);
    }

    static Migration started() {
        return new Migration("started", null);
    }

    static Migration succeeded(@Nullable String exitCode) {
        return new Migration(
                "succeeded", exitCode == null || !exitCode.matches("\\d{1,9}") ? null : Integer.valueOf(exitCode));
    }

    /** The words of a failed command hold its exit status; those of one that never ran hold none. */
    static Migration ended(String state, String said) {
        var found = EXIT_STATUS.matcher(said);
        return new Migration(state, found.find() ? Integer.valueOf(found.group(1)) : null);
    }
}
