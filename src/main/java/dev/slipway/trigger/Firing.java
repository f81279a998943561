package dev.slipway.trigger;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One time at which a fleet's newest release was to be brought by the clock, and what came of it.
 *
 * @param rule the time as the document writes it, with its zone
 * @param at when it was due
 * @param deployment null: it began none
 */
public record Firing(
        String fleet,
        String rule,
        Instant at,
        State state,
        String verdict,
        @Nullable Long deployment) {

    /** What came of it. */
    public enum State {
        /** It began a deployment. */
        DEPLOYED,
        /** There was nothing to bring. */
        NOTHING,
        /** There was, and it may not be brought now. */
        REFUSED,
        /** It could not be begun. */
        FAILED,
        /** No instance ran when it was due. */
        MISSED;

        /** As it is stored and shown. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
