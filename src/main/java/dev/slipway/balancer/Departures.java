package dev.slipway.balancer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When members were told to leave, for balancers that do not tell when the last request of a removed member ended: such
 * a member counts as draining for a fixed time. After a crash the wait begins anew with the next command, which is
 * longer than needed and never shorter.
 */
public final class Departures {
    private final InstantSource clock;
    private final Duration settle;
    private final Map<String, Instant> gone = new ConcurrentHashMap<>();

    /**
     * Nobody left yet.
     *
     * @param settle how long requests may go on after the command
     */
    public Departures(InstantSource clock, Duration settle) {
        this.clock = clock;
        this.settle = settle;
    }

    /** What that means for deployments, of a balancer that wants to be asked so far apart and lets in at once. */
    public Pace pace(Duration looks) {
        return new Pace(looks, settle, Duration.ZERO);
    }

    /** The member is told to leave; of several times the first counts. */
    public void leaves(String member) {
        leaves(member, settle);
    }

    /** As {@link #leaves(String)}, where the wait is another one for each member. */
    public void leaves(String member, Duration wait) {
        gone.putIfAbsent(member, clock.instant().plus(wait));
    }

    /** The member takes requests (again). */
    public void serves(String member) {
        gone.remove(member);
    }

    /** What is left of the wait: zero when it is over, or when nobody here told the member to leave. */
    public Duration remaining(String member) {
        var until = gone.get(member);
        if (until == null) {
            return Duration.ZERO;
        }
        var rest = Duration.between(clock.instant(), until);
        return rest.isNegative() ? Duration.ZERO : rest;
    }
}
