package dev.slipway.balancer.elbv2;

import dev.slipway.balancer.elbv2.Target.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One answer of AWS about a group.
 *
 * @param targets all that AWS lists, those that are leaving among them
 * @param since when targets that are not registered have been so, as far as is known
 * @param now when it is looked at, which may be some seconds after the answer
 */
record Look(Group group, Map<Target, Health> targets, Targets.Since since, Instant now) {

    Look at(Instant later) {
        return new Look(group, targets, since, later);
    }

    Place place(Target target) {
        return new Place(group, target, health(target), Duration.between(since.of(target), now));
    }

    Health health(Target target) {
        return targets.getOrDefault(target, Health.ABSENT);
    }

    /** Whether the member names the group's port by naming none, and is registered with others alone. */
    boolean onOtherPorts(Written member) {
        return member.port() == null
                && health(member.in(group)).absent()
                && targets.entrySet().stream()
                        .anyMatch(t -> t.getKey().id().equals(member.id())
                                && t.getValue().registered());
    }

    /** The ports that the member's server is registered with, in words. */
    String portsOf(Written member) {
        return targets.entrySet().stream()
                .filter(t -> t.getKey().id().equals(member.id()) && t.getValue().registered())
                .map(t -> String.valueOf(t.getKey().port()))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** Whether requests would find nobody without it. */
    boolean isLast(Target target) {
        var health = health(target);
        if (!health.registered() || health.notInUse()) {
            return false;
        }
        // When all are unhealthy, AWS sends requests to all of them.
        return targets.entrySet().stream()
                .filter(t -> !t.getKey().equals(target))
                .map(Map.Entry::getValue)
                .noneMatch(other -> health.healthy() ? other.healthy() : other.registered());
    }
}
