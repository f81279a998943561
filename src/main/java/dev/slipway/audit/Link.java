package dev.slipway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What holds two rows together: SHA-256 over the hash before and each field of the row, each with its length, so that
 * no two different rows have one text. The migration that began the chain has the same in SQL.
 */
final class Link {
    /** What the first row follows. */
    static final String NOTHING = "0".repeat(64);

    private Link() {}

    static String hash(String previous, Instant at, Change change, String address) {
        var text = new StringBuilder();
        add(text, previous);
        add(text, Long.toString(micros(at)));
        add(text, change.actor());
        add(text, change.action());
        add(text, change.subject());
        add(text, change.detail());
        add(text, address);
        add(text, change.before());
        add(text, change.after());
        return HexFormat.of().formatHex(sha256().digest(text.toString().getBytes(UTF_8)));
    }

    private static void add(StringBuilder text, @Nullable String field) {
        if (field == null) {
            text.append('-');
        } else {
            text.append(field.getBytes(UTF_8).length).append(':').append(field);
        }
    }

    private static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000 + at.get(ChronoField.MICRO_OF_SECOND);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
