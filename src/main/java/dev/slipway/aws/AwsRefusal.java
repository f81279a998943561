package dev.slipway.aws;

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

/**
 * What AWS, or the way to it, refused, in words.
 *
 * @param passing whether trying again may help
 * @param retryAfter how long it asked not to be asked
 */
public record AwsRefusal(Failure failure, boolean passing, Optional<Duration> retryAfter) {
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
    private static final String NO_CREDENTIALS =
            "Give Slipway's process AWS credentials: an instance role, a container role, a web identity, a profile, or"
                    + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    private static final int SERVER = 500;
    private static final int TOO_MANY = 429;
    private static final int SHOWN = 400;

    /** What the one who asks can do about it. */
    public interface Advice {
        /** The credentials lack a permission. */
        String denied(String action);

        /** Another error of this code. */
        String other(String action, String code);
    }

    /** Puts it into words; {@code who} asked, such as {@code balancer edge}. */
    public static AwsRefusal of(String who, String action, SdkException e, Advice advice) {
        return switch (e) {
            case AwsServiceException refused -> refused(who, action, refused, advice);
            case ApiCallTimeoutException _, ApiCallAttemptTimeoutException _ -> noAnswer(who, action, e);
            // The chain that looks for credentials has no exception of its own.
            case SdkException _
            when said(e).contains("credentials") ->
                new AwsRefusal(failure(who, action, e, NO_CREDENTIALS), false, Optional.empty());
            case SdkException _ -> noAnswer(who, action, e);
        };
    }

    private static AwsRefusal refused(String who, String action, AwsServiceException e, Advice advice) {
        var code = code(e);
        if (e.isThrottlingException() || BUSY.contains(code) || e.statusCode() == TOO_MANY) {
            return new AwsRefusal(
                    failure(who, action, e, "Nothing is wrong; it is tried again later"), true, retryAfter(e));
        }
        if (e.statusCode() >= SERVER) {
            return new AwsRefusal(
                    failure(who, action, e, "Look at AWS' health dashboard if it goes on; it is tried again"),
                    true,
                    retryAfter(e));
        }
        return new AwsRefusal(failure(who, action, e, next(action, e, code, advice)), false, Optional.empty());
    }

    private static String next(String action, AwsServiceException e, String code, Advice advice) {
        if (DENIED.contains(code)) {
            return e instanceof StsException
                    ? "Let the role of roleArn be assumed: its trust policy must name who Slipway is, with the externalId"
                            + " of the fleet document if it asks for one, and Slipway's own credentials need"
                            + " sts:AssumeRole for that role"
                    : advice.denied(action);
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
        return advice.other(action, code);
    }

    private static AwsRefusal noAnswer(String who, String action, SdkException e) {
        return new AwsRefusal(
                failure(
                        who,
                        action,
                        e,
                        "Check that Slipway's server reaches AWS in this region (or endpoint of the fleet document)"),
                true,
                Optional.empty());
    }

    private static Failure failure(String who, String action, SdkException e, String next) {
        var what = e instanceof StsException ? "sts:AssumeRole before " + action : action;
        var answered = e instanceof AwsServiceException refused
                ? refused.statusCode() + " " + code(refused) + ": " + message(refused)
                : said(e);
        var line = answered.replaceAll("\\s+", " ").strip();
        return new Failure(
                Category.BALANCER,
                null,
                who + ": asking AWS: " + what,
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
