package dev.slipway.balancer.elbv2;

import dev.slipway.aws.AwsRefusal;
import dev.slipway.aws.AwsRefusal.Advice;
import dev.slipway.balancer.BalancerException;
import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Failure.Category;
import software.amazon.awssdk.core.exception.SdkException;

/** What is to be done about AWS' refusals that concern a target group. */
final class Refusals {
    private Refusals() {}

    static BalancerException of(Asker asker, String action, String arn, SdkException e) {
        var refusal = AwsRefusal.of("balancer " + asker.balancer(), action, e, advice(asker, arn));
        return refusal.retryAfter()
                .map(wait -> BalancerException.busy(refusal.failure(), wait))
                .orElseGet(() -> new BalancerException(refusal.failure(), refusal.passing()));
    }

    private static Advice advice(Asker asker, String arn) {
        return new Advice() {
            @Override
            public String denied(String action) {
                return "Slipway's credentials lack elasticloadbalancing:" + action
                        + ". This IAM policy allows what balancer " + asker.balancer() + " needs, and no more: "
                        + Policy.of(asker.groups());
            }

            @Override
            public String other(String action, String code) {
                return switch (code) {
                    case "TargetGroupNotFound" ->
                        "Mend targetGroups of balancer " + asker.balancer() + ": there is no " + arn
                                + " in this account and region";
                    case "InvalidTarget" ->
                        "Look whether the instance runs, and is in the network and an enabled zone of the group; an"
                                + " address must be in a range that the group may have";
                    case "TooManyTargets", "TooManyRegistrationsForTargetId" ->
                        "Deregister targets that are not needed any more, or have the quota raised";
                    default -> "Look up this error of " + action + " in AWS' reference";
                };
            }
        };
    }

    static Failure noGroup(Asker asker, String arn) {
        return new Failure(
                Category.USER,
                null,
                "balancer " + asker.balancer() + ": looking for target group " + arn,
                "AWS knows no such target group",
                "Mend targetGroups of balancer " + asker.balancer());
    }
}
