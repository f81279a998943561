package dev.slipway.balancer.elbv2;

import java.util.Collection;
import java.util.stream.Collectors;

/** What AWS must allow, as IAM reads it: exactly the five calls. */
final class Policy {
    private Policy() {}

    /** Describing cannot be limited to single groups; changing can. */
    static String of(Collection<String> groups) {
        var named = groups.stream().map(arn -> "\"" + arn + "\"").collect(Collectors.joining(","));
        return """
                {"Version":"2012-10-17","Statement":[\
                {"Effect":"Allow","Action":["elasticloadbalancing:DescribeTargetGroups",\
                "elasticloadbalancing:DescribeTargetGroupAttributes","elasticloadbalancing:DescribeTargetHealth"],\
                "Resource":"*"},\
                {"Effect":"Allow","Action":["elasticloadbalancing:RegisterTargets",\
                "elasticloadbalancing:DeregisterTargets"],"Resource":[%s]}]}""".formatted(named);
    }
}
