package dev.slipway.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why nothing new begins in a fleet for a while.
 *
 * @param what what waits
 * @param by who put it
 * @param until when it ends by itself; null: when a person lifts it
 * @param deployment the rollback that put it; null: a person did
 */
public record Hold(
        What what,
        String by,
        String reason,
        Instant since,
        @Nullable Instant until,
        @Nullable Long deployment) {

    /** What waits. */
    public enum What {
        /** Every new deployment but a rollback: a freeze. */
        ALL("all"),
        /** What nobody asked for: webhooks, schedules. People and programs with a token go on. */
        AUTOMATIC("automatic");

        private final String word;

        What(String word) {
            this.word = word;
        }

        /** As it is stored. */
        public String word() {
            return word;
        }
    }

    /** In words, without the fleet's name: who, until when, why. */
    public String told() {
        var end = until == null ? "" : " until " + until;
        return switch (what) {
            case ALL -> "on hold by " + by + end + ": " + reason;
            case AUTOMATIC ->
                deployment == null
                        ? "closed to automatic deployments by " + by + end + ": " + reason
                        : "closed to automatic deployments since the rollback #" + deployment + " by " + by;
        };
    }

    /** A length of time as people write it, e.g. {@code 4h}; empty when it is none. */
    public static Optional<Duration> length(String text) {
        return Durations.read(text);
    }
}
