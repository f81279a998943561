package dev.slipway.balancer.elbv2;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One target's life in a {@link SimulatedGroup}, as AWS documents it. Guarded by the group. */
final class SimulatedTarget {
    private static final Duration REGISTERING = Duration.ofSeconds(2);

    private final SimulatedGroup group;
    private Instant registered;
    private @Nullable Instant deregistered;
    private Instant changed;
    private boolean fit = true;
    private boolean wasUnhealthy;
    private @Nullable Health forced;

    SimulatedTarget(SimulatedGroup group, Instant now) {
        this.group = group;
        registered = now;
        changed = now;
    }

    /** Registering again what is registered changes nothing; what is draining begins anew. */
    void register(Instant now) {
        if (deregistered != null) {
            deregistered = null;
            registered = now;
            wasUnhealthy = false;
        }
    }

    void deregister(Instant now) {
        if (deregistered == null) {
            deregistered = now;
        }
    }

    boolean leaving() {
        return deregistered != null;
    }

    void fit(boolean passes, Instant now) {
        wasUnhealthy = health(now).unhealthy();
        fit = passes;
        changed = now;
    }

    void force(@Nullable Health health) {
        forced = health;
    }

    /** Past every check, as one that has been there for long. */
    void settled(Instant now) {
        registered = now.minus(Duration.ofHours(1));
        changed = registered;
    }

    Health health(Instant now) {
        if (deregistered != null) {
            return now.isBefore(deregistered.plus(group.delay))
                    ? health("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress")
                    : Health.ABSENT;
        }
        if (forced != null) {
            return forced;
        }
        if (!group.inUse) {
            return health(
                    "unused",
                    "Target.NotInUse",
                    "Target group is not configured to receive traffic from the load balancer");
        }
        if (now.isBefore(registered.plus(REGISTERING))) {
            return health("initial", "Elb.RegistrationInProgress", "Target registration is in progress");
        }
        if (now.isBefore(registered.plus(group.interval))) {
            return health("initial", "Elb.InitialHealthChecking", "Initial health checks in progress");
        }
        return checked(now) ? health("healthy", "", "") : failing();
    }

    /** A first check decides alone; later it takes several in a row. */
    private boolean checked(Instant now) {
        if (!changed.isAfter(registered.plus(group.interval))) {
            return fit;
        }
        var needed = fit ? group.healthyThreshold : group.unhealthyThreshold;
        var decided = !now.isBefore(changed.plus(group.interval.multipliedBy(needed)));
        return decided ? fit : !wasUnhealthy;
    }

    private static Health failing() {
        return health("unhealthy", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]");
    }

    private static Health health(String state, String reason, String description) {
        return new Health(state, reason, description, null);
    }
}
