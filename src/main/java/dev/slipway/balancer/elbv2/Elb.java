package dev.slipway.balancer.elbv2;

import dev.slipway.balancer.BalancerException;
import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Failure.Category;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeregisterTargetsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.InvalidTargetException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetTypeEnum;

/** The five calls that a deployment needs, each in its turn; what goes wrong is put into words. */
final class Elb {
    /** What an address outside of the group's network is registered with. */
    private static final String ANY_ZONE = "all";

    private final Clients clients;
    private final CallRate rate;

    Elb(Clients clients, CallRate rate) {
        this.clients = clients;
        this.rate = rate;
    }

    Group group(Asker asker, String arn) throws BalancerException, InterruptedException {
        var said = call(
                        asker,
                        "DescribeTargetGroups",
                        CallRate.Kind.DESCRIBE,
                        arn,
                        c -> c.describeTargetGroups(r -> r.targetGroupArns(arn)))
                .targetGroups();
        if (said.isEmpty()) {
            throw new BalancerException(Refusals.noGroup(asker, arn), false);
        }
        var known = said.getFirst();
        if (known.targetType() == TargetTypeEnum.LAMBDA || known.targetType() == TargetTypeEnum.ALB) {
            throw new BalancerException(wrongKind(known), false);
        }
        var attributes = call(
                        asker,
                        "DescribeTargetGroupAttributes",
                        CallRate.Kind.DESCRIBE,
                        arn,
                        c -> c.describeTargetGroupAttributes(r -> r.targetGroupArn(arn)))
                .attributes()
                .stream()
                .collect(Collectors.toMap(TargetGroupAttribute::key, a -> a.value() == null ? "" : a.value()));
        return Group.of(known, attributes);
    }

    /** All targets of the group, those that are leaving among them. */
    Map<Target, Health> health(Asker asker, Group group) throws BalancerException, InterruptedException {
        var said = call(
                        asker,
                        "DescribeTargetHealth",
                        CallRate.Kind.DESCRIBE,
                        group.arn(),
                        c -> c.describeTargetHealth(r -> r.targetGroupArn(group.arn())))
                .targetHealthDescriptions();
        Map<Target, Health> health = new LinkedHashMap<>();
        said.forEach(one -> health.put(Target.of(one.target(), group), Health.of(one)));
        return health;
    }

    /** Registering again what is registered changes nothing; what is draining comes back. */
    void register(Asker asker, Group group, Target target, @Nullable String zone)
            throws BalancerException, InterruptedException {
        call(asker, "RegisterTargets", CallRate.Kind.CHANGE, group.arn(), client -> {
            try {
                return client.registerTargets(r -> r.targetGroupArn(group.arn()).targets(target.said(group, zone)));
            } catch (AwsServiceException e) {
                if (zone != null || target.isInstance() || !asksForZone(e)) {
                    throw e;
                }
                return client.registerTargets(r -> r.targetGroupArn(group.arn()).targets(target.said(group, ANY_ZONE)));
            }
        });
    }

    /** One that is not there is gone: AWS says nothing then, some of its emulators do. */
    void deregister(Asker asker, Group group, Target target) throws BalancerException, InterruptedException {
        call(asker, "DeregisterTargets", CallRate.Kind.CHANGE, group.arn(), client -> {
            try {
                return client.deregisterTargets(
                        r -> r.targetGroupArn(group.arn()).targets(target.said(group, null)));
            } catch (InvalidTargetException _) {
                return DeregisterTargetsResponse.builder().build();
            }
        });
    }

    private <T> T call(
            Asker asker,
            String action,
            CallRate.Kind kind,
            String arn,
            Function<ElasticLoadBalancingV2Client, T> request)
            throws BalancerException, InterruptedException {
        if (!rate.take(kind)) {
            throw new BalancerException(
                    new Failure(
                            Category.BALANCER,
                            null,
                            "balancer " + asker.balancer() + ": asking AWS: " + action,
                            "so many calls are waiting for their turn that this one gave up",
                            "Nothing is wrong; it is tried again"),
                    true);
        }
        try {
            var open = clients.open();
            open.credentials().resolveCredentials(); // so that what is wrong with them is not mistaken for the call
            return request.apply(open.client());
        } catch (AbortedException _) {
            throw interrupted();
        } catch (SdkException e) {
            if (Thread.interrupted()) {
                throw interrupted();
            }
            throw Refusals.of(asker, action, arn, e);
        }
    }

    private static InterruptedException interrupted() {
        Thread.interrupted(); // it is in the exception from here on
        return new InterruptedException("asking AWS");
    }

    private static boolean asksForZone(AwsServiceException e) {
        return e.statusCode() / 100 == 4
                && String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("availability zone");
    }

    private static Failure wrongKind(TargetGroup group) {
        return new Failure(
                Category.USER,
                null,
                "using target group " + group.targetGroupName(),
                "its target type is " + group.targetTypeAsString(),
                "Name a target group whose target type is instance or ip");
    }
}
