package dev.slipway.fleet;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How carefully a deployment moves through its nodes.
 *
 * @param wave nodes out of rotation together; at least 1
 * @param minInService members of each pool that must stay in service; null: all but one wave, at least 1
 * @param drainTimeout how long requests in flight may take to end
 * @param settle how long a node that came back is watched before the next one leaves
 * @param onFailure what follows when a node failed and was put back
 * @param maxFailures nodes that may fail under {@link OnFailure#CONTINUE} before the deployment stops
 * @param capacityTimeout how long a drain waits for capacity before the deployment is held
 * @param allowInterruption whether a fleet of one node may be deployed, which interrupts its service
 * @param fence whether a node that missed the live release is caught up, and taken out when it cannot be
 */
public record Strategy(
        int wave,
        @Nullable Integer minInService,
        Duration drainTimeout,
        Duration settle,
        OnFailure onFailure,
        int maxFailures,
        Duration capacityTimeout,
        boolean allowInterruption,
        boolean fence) {

    /** One with the fence. */
    public Strategy(
            int wave,
            @Nullable Integer minInService,
            Duration drainTimeout,
            Duration settle,
            OnFailure onFailure,
            int maxFailures,
            Duration capacityTimeout,
            boolean allowInterruption) {
        this(
                wave,
                minInService,
                drainTimeout,
                settle,
                onFailure,
                maxFailures,
                capacityTimeout,
                allowInterruption,
                true);
    }

    /** What follows when a node failed in its switch and was put back. */
    public enum OnFailure {
        /** The switched nodes go back too, newest first. */
        ROLLBACK,
        /** Stop, explain, and ask. */
        HOLD,
        /** Go on with the next node, up to {@code maxFailures}. */
        CONTINUE
    }
}
