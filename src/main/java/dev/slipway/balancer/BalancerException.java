package dev.slipway.balancer;

import dev.slipway.fleet.Failure;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A balancer could not be reached, or refused. */
public final class BalancerException extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Failure failure;
    private final boolean passing;
    private final @Nullable Duration retryAfter;

    /**
     * A failure of the balancer.
     *
     * @param passing whether trying again may help: no answer, busy, throttled
     */
    public BalancerException(Failure failure, boolean passing) {
        this(failure, passing, null);
    }

    private BalancerException(Failure failure, boolean passing, @Nullable Duration retryAfter) {
        super(failure.sentence());
        this.failure = failure;
        this.passing = passing;
        this.retryAfter = retryAfter;
    }

    /**
     * What went wrong at a balancer, for a person.
     *
     * @param balancer its name in the fleet document
     * @param passing whether trying again may help
     */
    public static BalancerException of(String balancer, String tried, String answered, String next, boolean passing) {
        return new BalancerException(
                new Failure(Failure.Category.BALANCER, null, "balancer " + balancer + ": " + tried, answered, next),
                passing);
    }

    /** It is busy, and said how long to leave it alone: 429 or 503 with {@code Retry-After}. */
    public static BalancerException busy(Failure failure, Duration retryAfter) {
        return new BalancerException(failure, true, retryAfter);
    }

    /** What to tell a person. */
    public Failure failure() {
        return failure;
    }

    /** Whether trying again may help. */
    public boolean passing() {
        return passing;
    }

    /** How long the balancer asked not to be asked again. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
