package dev.slipway.engine.step;

import dev.slipway.balancer.BalancerException;
import dev.slipway.fleet.Failure;
import java.time.Duration;
import java.util.Optional;

/**
 * How long one attempt at a step bears with a balancer that does not do as it is told. Each pause is longer than the
 * last up to a limit, and partly drawn, so that many deployments do not come back to a balancer together; it is never
 * shorter than the balancer asked for. All pauses together have a limit too: a deployment does not wait for ever.
 */
public final class Patience {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(8);
    private static final Duration ALTOGETHER = Duration.ofMinutes(2);

    private final Crew crew;
    private Duration next = FIRST;
    private Duration left = ALTOGETHER;
    private int failures;

    /** Nothing was waited for yet. */
    public Patience(Crew crew) {
        this.crew = crew;
    }

    /** How long to wait before the next try; empty: this was the last one, and {@link #told} says why. */
    public Optional<Duration> pause(BalancerException failure) {
        failures++;
        var asked = failure.retryAfter().orElse(Duration.ZERO);
        var pause = asked.plus(drawn());
        if (!failure.passing() || pause.compareTo(left) > 0) {
            return Optional.empty();
        }
        left = left.minus(pause);
        next = shorter(next.multipliedBy(2), LONGEST);
        return Optional.of(pause);
    }

    /** From half of the next pause to all of it. */
    private Duration drawn() {
        return Duration.ofNanos((long) (next.toNanos() * (0.5 + crew.chance() / 2)));
    }

    /** What a person is told when it was the last try. */
    public Failure told(BalancerException failure) {
        var known = failure.failure();
        if (!failure.passing()) {
            return known;
        }
        var asks = failure.retryAfter()
                .map(t -> "; it asks to be left alone for " + t.toSeconds() + " s")
                .orElse("");
        return new Failure(
                known.category(),
                known.node(),
                known.tried(),
                known.answered() + asks + " (try " + failures + "; a step waits for a balancer "
                        + ALTOGETHER.toSeconds() + " s altogether)",
                known.next());
    }

    static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
