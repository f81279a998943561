package dev.slipway.balancer.elbv2;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;

/** An answer in the query protocol's XML. */
record Answers(int status, String xml) {
    private static final String NAMESPACE = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/";

    /** An error of AWS. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;
        private final String code;

        Refused(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    static Answers error(Refused e) {
        return new Answers(
                e.status, """
                <ErrorResponse xmlns="%s"><Error><Type>%s</Type><Code>%s</Code><Message>%s</Message></Error>\
                <RequestId>0</RequestId></ErrorResponse>""".formatted(NAMESPACE, e.status < 500 ? "Sender" : "Receiver", e.code, e.getMessage()));
    }

    static Answers nothing(String action) {
        return answer(action, "");
    }

    static Answers group(SimulatedGroup group) {
        return answer("DescribeTargetGroups", """
                <TargetGroups><member><TargetGroupArn>%s</TargetGroupArn><TargetGroupName>%s</TargetGroupName>\
                <Protocol>%s</Protocol><Port>%d</Port><TargetType>%s</TargetType>\
                <HealthCheckEnabled>true</HealthCheckEnabled>\
                <HealthCheckIntervalSeconds>%d</HealthCheckIntervalSeconds>\
                <HealthCheckTimeoutSeconds>5</HealthCheckTimeoutSeconds>\
                <HealthyThresholdCount>%d</HealthyThresholdCount>\
                <UnhealthyThresholdCount>%d</UnhealthyThresholdCount></member></TargetGroups>""".formatted(
                        group.arn,
                        group.name,
                        group.protocol,
                        group.port,
                        group.type,
                        group.interval.toSeconds(),
                        group.healthyThreshold,
                        group.unhealthyThreshold));
    }

    static Answers attributes(SimulatedGroup group) {
        return answer(
                "DescribeTargetGroupAttributes",
                "<Attributes>" + attribute("stickiness.enabled", "false")
                        + attribute("deregistration_delay.timeout_seconds", String.valueOf(group.delay.toSeconds()))
                        + attribute("slow_start.duration_seconds", String.valueOf(group.slowStart.toSeconds()))
                        + "</Attributes>");
    }

    static Answers health(SimulatedGroup group) {
        return answer(
                "DescribeTargetHealth",
                group.health().entrySet().stream()
                        .map(one -> health(one.getKey(), one.getValue()))
                        .collect(Collectors.joining("", "<TargetHealthDescriptions>", "</TargetHealthDescriptions>")));
    }

    static Answers assumed(Instant now) {
        return new Answers(200, """
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>\
                <Credentials><AccessKeyId>ASIAOFTHEROLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>\
                <SessionToken>token</SessionToken><Expiration>%s</Expiration></Credentials>\
                <AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/r/s</Arn><AssumedRoleId>r:s</AssumedRoleId>\
                </AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>""".formatted(now.plus(Duration.ofDays(3650))));
    }

    private static String health(Target target, Health health) {
        return "<member><Target><Id>" + target.id() + "</Id><Port>" + target.port() + "</Port></Target><TargetHealth>"
                + element("State", health.state()) + element("Reason", health.reason())
                + element("Description", health.description()) + "</TargetHealth></member>";
    }

    private static String attribute(String key, String value) {
        return "<member>" + element("Key", key) + element("Value", value) + "</member>";
    }

    private static String element(String name, String text) {
        return text.isEmpty() ? "" : "<" + name + ">" + text + "</" + name + ">";
    }

    private static Answers answer(String action, String result) {
        return new Answers(
                200,
                "<" + action + "Response xmlns=\"" + NAMESPACE + "\"><" + action + "Result>" + result + "</" + action
                        + "Result><ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></" + action
                        + "Response>");
    }
}
