package dev.slipway.balancer.elbv2;

import dev.slipway.balancer.BalancerException;
import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Failure.Category;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.StsException;

/** Says what AWS, or the way to it, refused: whether waiting helps, and if not, what does. */
final class Refusals {
    private static final Set<String> BUSY = Set.of(
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "RequestLimitExceeded",
            "TooManyRequestsException");
    private static final Set<String> DENIED =
            Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError");
    private static final Set<String> EXPIRED = Set.of("ExpiredToken", "ExpiredTokenException");
    private static final Set<String> CLOCK = Set.of("RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture");
    private static final Set<String> NOBODY = Set.of(
            "InvalidClientTokenId",
            "InvalidAccessKeyId",
            "UnrecognizedClientException",
            "SignatureDoesNotMatch",
            "InvalidSignatureException",
            "IncompleteSignature",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "NotAuthorized",
            "OptInRequired");
    private static final int SERVER = 500;
    private static final int TOO_MANY = 429;
    private static final int SHOWN = 400;

    private Refusals() {}

    static BalancerException of(Asker asker, String action, String arn, SdkException e) {
        return switch (e) {
            case AwsServiceException refused -> refused(asker, action, arn, refused);
            case ApiCallTimeoutException _, ApiCallAttemptTimeoutException _ -> noAnswer(asker, action, e);
            // The chain that looks for credentials has no exception of its own.
            case SdkException _ when said(e).contains("credentials") -> noCredentials(asker, action, e);
            case SdkException _ -> noAnswer(asker, action, e);
        };
    }

    private static BalancerException refused(Asker asker, String action, String arn, AwsServiceException e) {
        var code = code(e);
        if (e.isThrottlingException() || BUSY.contains(code) || e.statusCode() == TOO_MANY) {
            return passing(failure(asker, action, e, "Nothing is wrong; it is tried again later"), retryAfter(e));
        }
        if (e.statusCode() >= SERVER) {
            return passing(
                    failure(asker, action, e, "Look at AWS' health dashboard if it goes on; it is tried again"),
                    retryAfter(e));
        }
        return new BalancerException(failure(asker, action, e, next(asker, action, arn, e, code)), false);
    }

    private static String next(Asker asker, String action, String arn, AwsServiceException e, String code) {
        var role = e instanceof StsException;
        if (DENIED.contains(code)) {
            return role
                    ? "Let the role of roleArn be assumed: its trust policy must name who Slipway is, with the externalId"
                            + " of the fleet document if it asks for one, and Slipway's own credentials need"
                            + " sts:AssumeRole for that role"
                    : "Slipway's credentials lack elasticloadbalancing:" + action
                            + ". This IAM policy allows what balancer " + asker.balancer() + " needs, and no more: "
                            + Policy.of(asker.groups());
        }
        if (EXPIRED.contains(code)) {
            return "Slipway's AWS credentials have expired: give its process new ones, or better an instance role,"
                    + " a container role or a web identity, which renew themselves";
        }
        if (e.isClockSkewException() || CLOCK.contains(code) || said(e).contains("Signature expired")) {
            return "The clock of the server that runs Slipway differs from AWS' by minutes: have it set (chrony or"
                    + " systemd-timesyncd; timedatectl shows it)";
        }
        if (NOBODY.contains(code)) {
            return "AWS does not know Slipway's credentials: look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the"
                    + " profile or the role that its process has, and whether the account uses this region";
        }
        return switch (code) {
            case "TargetGroupNotFound" ->
                "Mend targetGroups of balancer " + asker.balancer() + ": there is no " + arn
                        + " in this account and region";
            case "InvalidTarget" ->
                "Look whether the instance runs, and is in the network and an enabled zone of the group; an address must"
                        + " be in a range that the group may have";
            case "TooManyTargets", "TooManyRegistrationsForTargetId" ->
                "Deregister targets that are not needed any more, or have the quota raised";
            default -> "Look up this error of " + action + " in AWS' reference";
        };
    }

    private static BalancerException noCredentials(Asker asker, String action, SdkException e) {
        return new BalancerException(
                failure(
                        asker,
                        action,
                        e,
                        "Give Slipway's process AWS credentials: an instance role, a container role, a web identity, a"
                                + " profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
                false);
    }

    private static BalancerException noAnswer(Asker asker, String action, SdkException e) {
        return new BalancerException(
                failure(
                        asker,
                        action,
                        e,
                        "Check that Slipway's server reaches AWS in this region (or endpoint of the fleet document)"),
                true);
    }

    static Failure noGroup(Asker asker, String arn) {
        return new Failure(
                Category.USER,
                null,
                "balancer " + asker.balancer() + ": looking for target group " + arn,
                "AWS knows no such target group",
                "Mend targetGroups of balancer " + asker.balancer());
    }

    private static BalancerException passing(Failure failure, Optional<Duration> retryAfter) {
        return retryAfter
                .map(wait -> BalancerException.busy(failure, wait))
                .orElseGet(() -> new BalancerException(failure, true));
    }

    private static Failure failure(Asker asker, String action, SdkException e, String next) {
        var what = e instanceof StsException ? "sts:AssumeRole before " + action : action;
        var answered = e instanceof AwsServiceException refused
                ? refused.statusCode() + " " + code(refused) + ": " + message(refused)
                : said(e);
        var line = answered.replaceAll("\\s+", " ").strip();
        return new Failure(
                Category.BALANCER,
                null,
                "balancer " + asker.balancer() + ": asking AWS: " + what,
                line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line,
                next);
    }

    private static Optional<Duration> retryAfter(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .flatMap(details -> Optional.ofNullable(details.sdkHttpResponse()))
                .flatMap(answer -> answer.firstMatchingHeader("Retry-After"))
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Duration.ofSeconds(Integer.parseInt(text)));
    }

    private static String code(AwsServiceException e) {
        var details = e.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    private static String message(AwsServiceException e) {
        var details = e.awsErrorDetails();
        return details == null || details.errorMessage() == null ? "" : details.errorMessage();
    }

    /** Without what it was made of: a stack of causes helps nobody here. */
    private static String said(SdkException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
