package dev.slipway.balancer;

import java.time.Duration;

/**
 * How fast a balancer goes by its own settings, whatever a deployment would like.
 *
 * @param looks how far apart at least it wants to be asked for its pool
 * @param drain how long a member that was told to leave is on its way out beside what its requests need: a
 *     deregistration delay, a record's time to live
 * @param admit how long a member that was told to come back is on its way in: its first checks
 */
public record Pace(Duration looks, Duration drain, Duration admit) {
    /** In force when the command returns, and asked as often as one likes. */
    public static final Pace AT_ONCE = new Pace(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** The slower of the two in each. */
    public Pace and(Pace other) {
        return new Pace(longer(looks, other.looks), longer(drain, other.drain), longer(admit, other.admit));
    }

    /** How long to wait for the next look, if one would like to wait so long. */
    public Duration between(Duration wanted) {
        return longer(wanted, looks);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }
}
