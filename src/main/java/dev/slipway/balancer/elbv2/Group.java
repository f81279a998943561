package dev.slipway.balancer.elbv2;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetTypeEnum;

/**
 * How a target group is set up.
 *
 * @param port of targets that have none of their own
 * @param instances whether its targets are instances; otherwise IP addresses
 * @param network whether it belongs to a network load balancer
 * @param firstCheck how long the first health check of a new target may take
 * @param recovery how long an unhealthy target needs to be called healthy again
 * @param delay AWS' {@code deregistration_delay.timeout_seconds}
 * @param slowStart zero: the full share of requests at once
 */
record Group(
        String arn,
        String name,
        int port,
        boolean instances,
        boolean network,
        Duration firstCheck,
        Duration recovery,
        Duration delay,
        Duration slowStart) {
    private static final int DEFAULT_DELAY = 300;
    private static final int DEFAULT_INTERVAL = 30;
    private static final int DEFAULT_TIMEOUT = 10;
    private static final int DEFAULT_THRESHOLD = 5;

    /** Requests still come for a moment after the answer that takes a target out. */
    private static final Duration LATE = Duration.ofSeconds(10);
    /** A network load balancer's own nodes hear of it late, up to this. */
    private static final Duration LATE_ON_NETWORK = Duration.ofMinutes(2);
    /** From AWS' deadline to what it says about it. */
    private static final Duration MARGIN = Duration.ofSeconds(2);
    /** How long registering itself takes, before the first check. */
    private static final Duration REGISTERING = Duration.ofSeconds(30);

    private static final Duration REGISTERING_ON_NETWORK = Duration.ofMinutes(3);

    static Group of(TargetGroup said, Map<String, String> attributes) {
        var check = Duration.ofSeconds(or(said.healthCheckIntervalSeconds(), DEFAULT_INTERVAL));
        var timeout = Duration.ofSeconds(or(said.healthCheckTimeoutSeconds(), DEFAULT_TIMEOUT));
        var threshold = or(said.healthyThresholdCount(), DEFAULT_THRESHOLD);
        return new Group(
                said.targetGroupArn(),
                said.targetGroupName(),
                or(said.port(), 0),
                said.targetType() == TargetTypeEnum.INSTANCE,
                said.protocol() != ProtocolEnum.HTTP && said.protocol() != ProtocolEnum.HTTPS,
                check.plus(timeout),
                check.multipliedBy(threshold).plus(timeout),
                seconds(attributes, "deregistration_delay.timeout_seconds", DEFAULT_DELAY),
                seconds(attributes, "slow_start.duration_seconds", 0));
    }

    /** Below this no member counts as out, however short the delay. */
    Duration least() {
        return network ? LATE_ON_NETWORK : LATE;
    }

    /** How long leaving takes at most; AWS may say earlier that it is over. */
    Duration leaving() {
        var delayed = delay.plus(MARGIN);
        return delayed.compareTo(least()) < 0 ? least() : delayed;
    }

    /**
     * As {@link #leaving()}, where an operator says what is enough.
     *
     * @param enough null: nothing is said
     */
    Duration leaving(@Nullable Duration enough) {
        return enough != null && enough.compareTo(leaving()) < 0 ? enough : leaving();
    }

    /** How long a fit target may need to come in, also if its first check finds it warming up. */
    Duration entering() {
        return (network ? REGISTERING_ON_NETWORK : REGISTERING).plus(firstCheck).plus(recovery);
    }

    private static Duration seconds(Map<String, String> attributes, String name, int otherwise) {
        var text = attributes.getOrDefault(name, "");
        return Duration.ofSeconds(text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : otherwise);
    }

    private static int or(@Nullable Integer number, int otherwise) {
        return number == null ? otherwise : number;
    }
}
