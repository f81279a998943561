package dev.slipway.fleet;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whose OIDC tokens may deploy to a fleet without a secret. Every claim must be exactly as written: a name can be taken
 * over by somebody else, so a workflow is known by the numbers of its repository and of that one's owner.
 *
 * @param issuer exactly as tokens have it, e.g. {@link #GITHUB}
 * @param audience null: this Slipway's own address
 * @param claims what a token must say, by the claim's name; never empty
 * @param events GitHub's {@code event_name}, one of these; empty: not looked at, for other issuers
 */
public record TrustRule(String issuer, @Nullable String audience, Map<String, String> claims, List<String> events) {
    /** The issuer of github.com's workflows. */
    public static final String GITHUB = "https://token.actions.githubusercontent.com";

    public TrustRule {
        claims = new TreeMap<>(claims);
        events = List.copyOf(events);
    }

    /**
     * Why a token is not the one that is meant; empty when it is.
     *
     * @param claim its claims as text; null: it has none of that name
     */
    public Optional<String> objection(List<String> audiences, String own, Function<String, @Nullable String> claim) {
        var wanted = audience == null ? own : audience;
        if (!audiences.contains(wanted)) {
            return Optional.of("its audience is " + audiences + ", and not " + wanted);
        }
        for (var one : claims.entrySet()) {
            var said = claim.apply(one.getKey());
            if (!one.getValue().equals(said)) {
                return Optional.of(
                        one.getKey() + " is " + shown(said) + ", and the rule wants \"" + one.getValue() + '"');
            }
        }
        var event = claim.apply("event_name");
        return events.isEmpty() || events.contains(Objects.requireNonNullElse(event, ""))
                ? Optional.empty()
                : Optional.of("event_name is " + shown(event) + ", and the rule wants one of " + events);
    }

    private static String shown(@Nullable String said) {
        return said == null ? "not there" : '"' + (said.length() > 120 ? said.substring(0, 120) + "…" : said) + '"';
    }
}
