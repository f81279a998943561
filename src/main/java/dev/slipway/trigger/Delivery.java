package dev.slipway.trigger;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message that GitHub delivered, and what came of it.
 *
 * @param guid GitHub's own id of it
 * @param action null: its event has none
 * @param verdict for people; parts of it may be text from outside
 * @param deployment null: it began none
 */
public record Delivery(
        long id,
        String fleet,
        String guid,
        String event,
        @Nullable String action,
        Instant at,
        State state,
        String verdict,
        @Nullable Long deployment,
        int attempts) {

    /** What came of it. */
    public enum State {
        /** It is worked on, or will be. */
        WAITING,
        /** It was not meant to begin anything. */
        IGNORED,
        /** It was meant to, and may not. */
        REFUSED,
        /** It was meant to, and what it needs could not be had. */
        FAILED,
        /** It began a deployment. */
        DEPLOYED;

        /** As it is stored and shown. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
