package dev.slipway.outside;

import java.time.Duration;

/**
 * What an answer may cost.
 *
 * @param total from the first look-up to the last byte, redirects included
 * @param maxBytes of the body, as it comes; nothing is ever decompressed here
 * @param redirects that are followed; 0 hands the redirect to the caller
 */
public record Limits(Duration total, long maxBytes, int redirects) {
    /** Most redirects that anybody may follow. */
    public static final int MOST_REDIRECTS = 3;

    /** For a small answer, such as that of an API. */
    public static final Limits SMALL = new Limits(Duration.ofSeconds(30), 4 << 20, MOST_REDIRECTS);

    public Limits {
        if (total.isNegative() || total.isZero() || maxBytes < 1 || redirects < 0 || redirects > MOST_REDIRECTS) {
            throw new IllegalArgumentException("Limits must be at least 1, redirects at most " + MOST_REDIRECTS);
        }
    }
}
