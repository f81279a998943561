package dev.slipway.balancer.elbv2;

import dev.slipway.balancer.MemberView.Rotation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One member's place in one group, now.
 *
 * @param gone for how long it has not been registered, as far as is known
 */
record Place(Group group, Target target, Health health, Duration gone) {

    /**
     * What that means to a deployment.
     *
     * @param enough how long is to be waited for requests in flight; null: as the group says
     */
    Rotation rotation(@Nullable Duration enough) {
        if (!health.registered()) {
            return left(enough).isPositive() ? Rotation.DRAINING : Rotation.OUT;
        }
        return switch (health.state()) {
            case "healthy" -> Rotation.IN;
            case "initial", "unhealthy", "unused", "unavailable" -> Rotation.FAILING;
            default -> Rotation.UNKNOWN; // a word that AWS did not have yet: not in
        };
    }

    /** What is left of the wait for requests in flight, whose number AWS does not tell. */
    private Duration left(@Nullable Duration enough) {
        var wait = health.draining() ? group.leaving() : group.least();
        var shortened = enough != null && enough.compareTo(wait) < 0 ? enough : wait;
        return shortened.minus(gone);
    }

    /** Tells places apart. */
    record Key(String group, Target target) {
        Key(Group group, Target target) {
            this(group.arn(), target);
        }
    }

    /** In AWS' words, with what is peculiar to this group. */
    String said(@Nullable Duration enough) {
        var said = health.said();
        if (health.healthy()) {
            var leaving = group.leaving(enough);
            var slow = group.slowStart().isZero() ? "" : ", slow start of " + seconds(group.slowStart());
            return said + slow + ", leaves within " + seconds(leaving);
        }
        if (health.registered()) {
            return health.inFull();
        }
        var left = left(enough);
        return left.isPositive() ? said + ", " + seconds(left) + " until it counts as out" : said;
    }

    private static String seconds(Duration time) {
        return time.plusMillis(999).toSeconds() + " s";
    }
}
