package dev.slipway.discovery.aws;

import dev.slipway.fleet.DiscoveryRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What AWS must allow for a rule, as IAM reads it. */
final class Policy {
    private Policy() {}

    /** Describing cannot be limited to single groups or instances. */
    static String of(DiscoveryRule rule) {
        var reading = new ArrayList<>(List.of("ec2:DescribeInstances"));
        var group = rule.options().get("group");
        if (rule.options().containsKey("targetGroup")) {
            reading.add("elasticloadbalancing:DescribeTargetHealth");
        }
        if (group != null) {
            reading.add("autoscaling:DescribeAutoScalingGroups");
        }
        var names = reading.stream().map(action -> "\"" + action + "\"").collect(Collectors.joining(","));
        var ready = group != null && rule.options().containsKey("lifecycleHook") ? """
                ,{"Effect":"Allow","Action":["autoscaling:CompleteLifecycleAction"],\
                "Resource":["arn:aws:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/%s"]}""".formatted(group) : "";
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[%s],"Resource":"*"}%s]}""".formatted(names, ready);
    }
}
