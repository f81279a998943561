package dev.slipway.balancer.elbv2;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.elbv2.Target.Written;
import java.time.Duration;

/** What is refused before AWS is told anything, because waiting would not help. */
final class Verdicts {
    private Verdicts() {}

    /** A member on its way out must be known under this name, and must not be the last. */
    static void onWayOut(Asker asker, Look look, Written member) throws BalancerException {
        known(asker, look, member);
        var target = member.in(look.group());
        if (look.isLast(target)) {
            throw refused(
                    asker,
                    "taking " + target.name(look.group()) + " out of target group "
                            + look.group().name(),
                    "it is the last one there that takes requests",
                    "Bring another target of the group into service first; then retry");
        }
    }

    /**
     * A member on its way in must have a chance to become healthy.
     *
     * @param sickFor a check may fail while an application warms up, and passes must come in a row: so long it may
     */
    static void onWayIn(Asker asker, Look look, Written member, Duration sickFor) throws BalancerException {
        known(asker, look, member);
        var target = member.in(look.group());
        var health = look.health(target);
        var ofTheTarget = health.unhealthy() && health.reason().startsWith("Target.");
        if (health.useless() || (ofTheTarget && sickFor.compareTo(look.group().recovery()) > 0)) {
            throw refused(
                    asker,
                    "bringing " + target.name(look.group()) + " into target group "
                            + look.group().name(),
                    health.inFull(),
                    next(health));
        }
    }

    private static void known(Asker asker, Look look, Written member) throws BalancerException {
        var group = look.group();
        var target = member.in(group);
        if (target.isInstance() != group.instances()) {
            throw refused(
                    asker,
                    "looking for " + target.name(group) + " in target group " + group.name(),
                    "its targets are " + (group.instances() ? "instances" : "IP addresses"),
                    "Name the node's member as the group names its targets, for example "
                            + (group.instances() ? "i-0123456789abcdef0" : "10.0.0.1"));
        }
        if (look.onOtherPorts(member)) {
            throw refused(
                    asker,
                    "looking for " + member.id() + " in target group " + group.name(),
                    "it is registered with port " + look.portsOf(member) + ", not with the group's own, "
                            + group.port(),
                    "Write the port into the node's member, for example " + member.id() + ":"
                            + look.portsOf(member).replaceAll(",.*", ""));
        }
    }

    private static String next(Health health) {
        return switch (health.reason()) {
            case "Target.NotInUse" ->
                "Let a listener of a load balancer forward to the group, and enable the target's zone on it; then retry";
            case "Target.InvalidState" -> "Start the instance, or take the node out of the fleet document; then retry";
            case "Target.IpUnusable" -> "A load balancer has this address: give the node another one; then retry";
            case "Target.HealthCheckDisabled" ->
                "Switch the group's health checks on: without them AWS never says healthy";
            case "Target.ResponseCodeMismatch" ->
                "Make the application answer the group's health check with a code of its matcher; then retry";
            case "Target.Timeout", "Target.FailedHealthChecks" ->
                "Look whether the application listens on the health check's port, and security groups let the load"
                        + " balancer reach it; then retry";
            default -> "Look at the target in AWS' console; then retry";
        };
    }

    private static BalancerException refused(Asker asker, String tried, String answered, String next) {
        return BalancerException.of(asker.balancer(), tried, answered, next, false);
    }
}
