package dev.slipway.notice;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What came of one try to send. */
sealed interface Outcome {
    /** It was taken. */
    record Sent() implements Outcome {}

    /**
     * Another try may go better.
     *
     * @param notBefore when the receiver wants to be asked again; null: it did not say
     * @param forAll whether that is meant for all that goes to GitHub
     */
    record Later(String problem, @Nullable Instant notBefore, boolean forAll) implements Outcome {
        Later(String problem) {
            this(problem, null, false);
        }
    }

    /** Every try would end the same, until a person mends something. */
    record Hopeless(String problem) implements Outcome {}
}
