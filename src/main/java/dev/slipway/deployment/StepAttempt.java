package dev.slipway.deployment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a step.
 *
 * @param endedAt null while it runs
 * @param failed whether it ended without success
 * @param detail what it found or why it failed; null while it runs
 */
public record StepAttempt(
        String step,
        int attempt,
        Instant startedAt,
        @Nullable Instant endedAt,
        boolean failed,
        @Nullable String detail) {

    StepAttempt ended(Instant at, boolean failure, String said) {
        return new StepAttempt(step, attempt, startedAt, at, failure, said);
    }
}
