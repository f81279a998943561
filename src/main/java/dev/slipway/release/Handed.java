package dev.slipway.release;

import org.jspecify.annotations.Nullable;

/**
 * How an artifact came.
 *
 * @param by who handed it over or had it fetched, for the audit
 * @param from where it was fetched from, for the audit; null when it was uploaded
 * @param sha256 what its bytes must have, in lower-case hex; null when nobody says
 */
public record Handed(
        String by, @Nullable String from, @Nullable String sha256) {
    /** Uploaded by somebody. */
    public static Handed by(String who) {
        return new Handed(who, null, null);
    }
}
