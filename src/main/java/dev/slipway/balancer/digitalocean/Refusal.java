package dev.slipway.balancer.digitalocean;

import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.WebApi;
import dev.slipway.balancer.WebApi.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/** What to make of an answer that says no. */
final class Refusal {
    private static final String SCOPES =
            "load_balancer:read, load_balancer:update and droplet:read; with a tag also tag:create and tag:delete";

    private Refusal() {}

    static BalancerException of(WebApi api, Answer answer, String tried, InstantSource clock) {
        if (busy(answer)) {
            return api.refused(tried, answer, "It carries out an earlier change first; wait", true);
        }
        return switch (answer.status()) {
            case 401 ->
                api.refused(
                        tried,
                        answer,
                        "The token is unknown or has expired: make a new one with the scopes " + SCOPES
                                + ", and put it into the file that the field token names",
                        false);
            case 403 -> api.refused(tried, answer, "Give the token the scopes " + SCOPES, false);
            case 404 ->
                api.refused(
                        tried,
                        answer,
                        "Mend loadBalancer in the fleet document, or use a token of the team that has it",
                        false);
            case 429 ->
                throttled(
                        api.refused(tried, answer, "Wait; other programs may use up this token", true), answer, clock);
            default ->
                answer.status() >= 500
                        ? api.refused(tried, answer, "Wait; see status.digitalocean.com", true)
                        : api.refused(tried, answer, "See what DigitalOcean's answer says", false);
        };
    }

    /** Said with 403, which it is not: it has nothing to do with permissions. */
    private static boolean busy(Answer answer) {
        var said = answer.body().toLowerCase(Locale.ROOT);
        return (answer.status() == 403 || answer.status() == 409 || answer.status() == 422)
                && (said.contains("processes previous actions") || said.contains("pending event"));
    }

    /** Retry-After comes with the limit by the minute alone; the limit by the hour says when it ends. */
    private static BalancerException throttled(BalancerException known, Answer answer, InstantSource clock) {
        return known.retryAfter().isPresent()
                ? known
                : reset(answer)
                        .map(until -> Duration.between(clock.instant(), until))
                        .filter(wait -> wait.isPositive())
                        .map(wait -> BalancerException.busy(known.failure(), wait))
                        .orElse(known);
    }

    private static Optional<Instant> reset(Answer answer) {
        return Optional.ofNullable(answer.headers().get("ratelimit-reset"))
                .filter(text -> text.matches("[0-9]{1,12}"))
                .map(text -> Instant.ofEpochSecond(Long.parseLong(text)));
    }
}
