package dev.slipway.fleet;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads {@code trust}. */
final class TrustFields {
    /** Written as GitHub names the claims. */
    private static final List<String> NUMBERS = List.of("repository_id", "repository_owner_id");

    private static final List<String> PLACES = List.of("environment", "ref");
    private static final List<String> OTHERS = List.of("job_workflow_ref", "workflow_ref", "runner_environment");
    /** Whatever else starts a workflow may be started by people who cannot push. */
    private static final List<String> EVENTS = List.of("push", "workflow_dispatch", "release", "deployment");

    private static final List<String> CLAIMS =
            Stream.of(NUMBERS, PLACES, OTHERS).flatMap(List::stream).toList();
    private static final List<String> FIELDS = Stream.concat(
                    CLAIMS.stream(), Stream.of("issuer", "audience", "events", "claims"))
            .toList();
    private static final String CLAIM = "[A-Za-z0-9_.:/-]{1,100}";
    private static final int FEWEST_CLAIMS = 2;

    private TrustFields() {}

    static List<TrustRule> read(Mapping document) {
        return document.mappings("trust").stream().map(TrustFields::rule).toList();
    }

    private static TrustRule rule(Mapping fields) {
        fields.only(FIELDS);
        var issuer = fields.text("issuer").orElse(TrustRule.GITHUB);
        fields.matching(
                "issuer", "https?://[!-~]{1,500}", "must be the issuer's address, as its tokens have it", issuer);
        var claims = new TreeMap<>(fields.textMap("claims"));
        claims.keySet().stream()
                .filter(name -> !name.matches(CLAIM)
                        || List.of("iss", "aud", "exp", "nbf", "iat", "jti").contains(name))
                .forEach(name -> fields.mistake("claims", "\"" + name + "\" is no claim that a rule can name"));
        for (var name : CLAIMS) {
            fields.text(name).ifPresent(text -> claims.put(name, text));
        }
        var isGithub = fields.has("repository_id") || !fields.has("issuer") || issuer.equals(TrustRule.GITHUB);
        if (isGithub) {
            github(fields);
        } else if (claims.size() < FEWEST_CLAIMS) {
            fields.missing("claims", "at least two, such as project_id and ref: else anybody there could deploy");
        }
        return new TrustRule(issuer, fields.text("audience").orElse(null), claims, events(fields, isGithub));
    }

    private static void github(Mapping fields) {
        for (var name : NUMBERS) {
            var number = fields.required(name, "the number, from https://api.github.com/repos/OWNER/REPOSITORY");
            fields.matching(name, "[0-9]{1,19}", "must be a number: names can be taken over by others", number);
        }
        if (PLACES.stream().noneMatch(fields::has)) {
            fields.missing("ref", "ref (such as refs/heads/main) or environment: else every branch could deploy");
        }
        fields.text("ref")
                .ifPresent(ref -> fields.matching(
                        "ref", "refs/(heads|tags)/[!-~]+", "must be a whole one, such as refs/heads/main", ref));
        fields.text("job_workflow_ref")
                .ifPresent(ref -> fields.matching(
                        "job_workflow_ref",
                        "[^/@\\s]+/[^/@\\s]+/[^@\\s]+@[!-~]+",
                        "must be OWNER/REPOSITORY/.github/workflows/FILE.yml@REF",
                        ref));
    }

    private static List<String> events(Mapping fields, boolean isGithub) {
        if (!fields.has("events")) {
            return isGithub ? EVENTS : List.of();
        }
        var events = fields.texts("events");
        if (!isGithub) {
            fields.mistake("events", "are GitHub's; name a claim instead");
        }
        if (events.isEmpty() || !EVENTS.containsAll(events)) {
            fields.mistake("events", "must be some of " + String.join(", ", EVENTS));
        }
        return events;
    }
}
