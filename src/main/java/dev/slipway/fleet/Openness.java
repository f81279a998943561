package dev.slipway.fleet;

import dev.slipway.secret.Mask;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which values of an environment file are seen in logs. A word that half of all programs say must not be blanked out
 * everywhere because it is also some setting; whatever is called a secret is one, whatever its value.
 */
final class Openness {
    private static final Pattern SECRET =
            Pattern.compile(".*(PASS|PWD|SECRET|TOKEN|KEY|CREDENTIAL|AUTH|SALT|PRIVATE).*", Pattern.CASE_INSENSITIVE);

    /** Of six characters or more; shorter ones are not masked anyway. */
    private static final Set<String> WORDS = Set.of(
            "production",
            "staging",
            "development",
            "testing",
            "localhost",
            "127.0.0.1",
            "0.0.0.0",
            "enabled",
            "disabled",
            "default",
            "warning",
            "notice",
            "database",
            "memcached",
            "sqlite",
            "sqlite3",
            "postgres",
            "postgresql",
            "mariadb",
            "mongodb",
            "cookie",
            "stderr",
            "stdout",
            "syslog",
            "public",
            "utf8mb4");

    private Openness() {}

    /** Whether a name says that its value is a secret. */
    static boolean soundsSecret(String name) {
        return SECRET.matcher(name).matches();
    }

    /** Why this value is not masked; empty: it is, as it is meant or as it is written. */
    static Optional<String> why(Dotenv.Value value, Set<String> open) {
        if (open.contains(value.name())) {
            return Optional.of("a comment of the file says that it is not secret");
        }
        if (!soundsSecret(value.name()) && WORDS.contains(value.value().toLowerCase(Locale.ROOT))) {
            return Optional.of("it is a common word");
        }
        var longest = value.forms().stream().mapToInt(String::length).max().orElse(0);
        return longest < Mask.SHORTEST
                ? Optional.of(longest == 0 ? "it is empty" : "it has fewer than " + Mask.SHORTEST + " characters")
                : Optional.empty();
    }
}
