package dev.slipway.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.audit.AuditTrail;
import dev.slipway.audit.AuditTrail.Search;
import dev.slipway.audit.Recorded;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a workflow that a fleet trusts deploys to it without a secret, and nobody else does.
 *
 * <p>Method: an issuer of our own gives tokens; each test changes one thing about a token that would be taken.
 */
@QuarkusTest
@TestProfile(ReachableProfile.class)
@NullUnmarked // injected fields
class WorkflowsTest {
    private static final String OWN = ReachableProfile.OWN_ADDRESS;

    @Inject
    AuditTrail trail;

    /** Another one each time: a port may come again, and keys are remembered by the issuer's address. */
    private final String key = UUID.randomUUID().toString();

    private ActionsIssuer issuer;
    private KeyPair keys;

    @BeforeEach
    void start() throws Exception {
        issuer = ActionsIssuer.at(0);
        keys = issuer.publish(key);
        put("trusting", """
                trust:
                  - issuer: %s
                    repository_id: 4711
                    repository_owner_id: 42
                    environment: production
                    ref: refs/heads/main
                """.formatted(issuer.address()));
        put("other", "");
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void a_trusted_workflow_may_do_what_a_deployer_of_that_fleet_may_and_no_more() throws Exception {
        assertThat(get(token(), "/api/v1/fleets/trusting").statusCode()).isEqualTo(200);
        assertThat(get(token(), "/api/v1/fleets/other").statusCode()).isEqualTo(404);
        assertThat(get(token(), "/api/v1/keys").statusCode()).isEqualTo(403);
        var begun = given().auth()
                .oauth2(token())
                .contentType("application/json")
                .body(Map.of("release", "0.0"))
                .post("/api/v1/fleets/trusting/deployments");
        assertThat(begun.statusCode()).as(begun.asString()).isEqualTo(422);
        assertThat(begun.asString()).contains("unknown-release");
    }

    @Test
    void the_other_form_of_its_subject_makes_no_difference() throws Exception {
        assertTaken(claims -> claims.put("sub", "repo:acme@42/shop@4711:environment:production"));
        assertTaken(claims -> claims.put("sub", "whatever it was made to be"));
        assertTaken(claims -> claims.put("aud", List.of("elsewhere", OWN)));
    }

    @ParameterizedTest
    @CsvSource({
        "aud, https://github.com/acme, its audience is",
        "repository_id, 4712, repository_id is \"4712\"",
        "repository_owner_id, 43, repository_owner_id is",
        "environment, staging, environment is \"staging\"",
        "environment, , environment is not there",
        "ref, refs/heads/dev, ref is",
        "ref, refs/heads/mainline, ref is",
        "event_name, pull_request, event_name is \"pull_request\"",
        "event_name, pull_request_target, event_name is",
        "event_name, , event_name is not there",
        "jti, , it has no jti",
        "iss, , it names no issuer",
        "iss, https://evil.example, no fleet trusts the issuer",
    })
    void a_token_of_somebody_else_is_refused_and_the_audit_says_why(String claim, String value, String why)
            throws Exception {
        assertRefused(
                claims -> {
                    if (value == null) {
                        claims.remove(claim);
                    } else {
                        claims.put(claim, value);
                    }
                },
                why);
    }

    @Test
    void the_same_names_with_other_numbers_are_somebody_else() throws Exception {
        assertRefused(claims -> claims.put("repository_id", "99999"), "repository_id is");
    }

    @ParameterizedTest
    @CsvSource({
        "-4000, -3700, it held until",
        "3000, 3300, it is of",
        "0, 86400, it holds longer than",
        "-90, -61, it held until",
    })
    void a_token_has_its_time(long issued, long expires, String why) throws Exception {
        assertRefused(
                claims -> {
                    var now = (long) claims.get("iat");
                    claims.put("iat", now + issued);
                    claims.put("nbf", now + issued);
                    claims.put("exp", now + expires);
                },
                why);
    }

    @Test
    void a_token_opens_one_request_also_when_it_comes_twenty_times_at_once() throws Exception {
        var token = token();
        Callable<Integer> ask = () -> get(token, "/api/v1/fleets/trusting").statusCode();
        try (var threads = Executors.newFixedThreadPool(20)) {
            var answers = threads.invokeAll(java.util.Collections.nCopies(20, ask)).stream()
                    .map(future -> future.resultNow())
                    .toList();
            assertThat(answers).containsOnlyOnce(200).containsOnly(200, 401);
        }
        assertThat(get(token, "/api/v1/fleets/trusting").statusCode()).isEqualTo(401);
        assertThat(newest()).contains("it was shown before");
    }

    @Test
    void a_signature_must_be_of_a_published_key_with_rs256() throws Exception {
        var claims = issuer.claims(OWN);
        var foreign = SignedTokens.foreignKeys();
        assertRefusedToken(ActionsIssuer.sign(foreign, header("RS256", key), claims), "not signed by");
        assertRefusedToken(
                ActionsIssuer.part(header("none", key)) + "." + ActionsIssuer.part(claims) + ".",
                "it is no signed token");
        assertRefusedToken(ActionsIssuer.sign(keys, header("HS256", key), claims), "only RS256");
        assertRefusedToken(ActionsIssuer.sign(keys, header("RS512", key), claims), "only RS256");
        var led = new LinkedHashMap<>(header("RS256", "elsewhere"));
        led.put("jku", "http://127.0.0.1:9/keys");
        assertRefusedToken(ActionsIssuer.sign(foreign, led, claims), "");
        var token = ActionsIssuer.sign(keys, header("RS256", key), claims);
        var parts = token.split("\\.", -1);
        claims.put("environment", "production2");
        assertRefusedToken(parts[0] + "." + ActionsIssuer.part(claims) + "." + parts[2], "not signed by");
    }

    @Test
    void a_key_that_is_new_is_fetched_and_made_up_ones_do_not_make_us_ask_without_end() throws Exception {
        assertTaken(claims -> {});
        var next = issuer.publish("second");
        issuer.forget(key);
        assertThat(get(
                                ActionsIssuer.sign(next, header("RS256", "second"), issuer.claims(OWN)),
                                "/api/v1/fleets/trusting")
                        .statusCode())
                .isEqualTo(200);
        var before = issuer.asked.get();
        for (var i = 0; i < 20; i++) {
            assertRefusedToken(ActionsIssuer.sign(next, header("RS256", "made-up-" + i), issuer.claims(OWN)), "");
        }
        assertThat(issuer.asked.get() - before).isLessThanOrEqualTo(4);
    }

    @Test
    void an_issuer_that_is_down_is_no_verdict_however_often_it_is_asked_for() throws Exception {
        var tokens = List.of(token(), token(), token(), token());
        issuer.close();

        for (var token : tokens) {
            var answer = get(token, "/api/v1/fleets/trusting");

            assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isNotNull();
        }
    }

    @Test
    void an_issuer_that_publishes_something_else_than_keys_is_no_verdict_either() throws Exception {
        issuer.tellOnly(Map.of("keys", "none"));
        for (var i = 0; i < 4; i++) {
            assertThat(get(token(), "/api/v1/fleets/trusting").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void the_audit_says_from_where_a_refused_token_came_and_from_when_on_it_would_hold() throws Exception {
        assertRefused(claims -> claims.put("nbf", (long) claims.get("iat") + 200), "it holds from");

        assertThat(trail.newest(new Search(null, "trust.refused", null), Long.MAX_VALUE, 1))
                .extracting(Recorded::address)
                .containsExactly("127.0.0.1");
    }

    @Test
    void a_rule_that_would_trust_too_many_is_a_mistake() {
        assertMistake("trust: [{}]", "repository_id");
        assertMistake("trust: [{repository_id: 1, repository_owner_id: 2}]", "ref");
        assertMistake(
                "trust: [{repository_id: acme/shop, repository_owner_id: 2, ref: refs/heads/main}]",
                "must be a number");
        assertMistake("trust: [{repository_id: 1, repository_owner_id: 2, ref: main}]", "refs/heads/main");
        assertMistake(
                "trust: [{repository_id: 1, repository_owner_id: 2, ref: refs/heads/main, events: [pull_request]}]",
                "push, workflow_dispatch");
        assertMistake("trust: [{issuer: \"https://gitlab.com\", claims: {project_id: \"1\"}}]", "at least two");
        assertMistake("trust: [{issuer: \"https://gitlab.com\", claims: {aud: x, ref: main}}]", "aud");
    }

    @Test
    void any_other_issuer_is_trusted_by_its_own_claims() throws Exception {
        put("gitlab", """
                trust:
                  - {issuer: "%s", audience: deployments, claims: {project_id: "12", ref: main, ref_protected: "true"}}
                """.formatted(issuer.address()));
        Consumer<Map<String, Object>> gitlab = claims -> {
            claims.keySet().retainAll(java.util.Set.of("iss", "iat", "exp", "jti"));
            claims.put("aud", "deployments");
            claims.put("project_id", "12");
            claims.put("ref", "main");
            claims.put("ref_protected", "true");
            claims.put("sub", "project_path:acme/shop:ref_type:branch:ref:main");
        };
        assertThat(get(token(gitlab), "/api/v1/fleets/gitlab").statusCode()).isEqualTo(200);
        assertThat(get(token(gitlab.andThen(claims -> claims.put("ref_protected", "false"))), "/api/v1/fleets/gitlab")
                        .statusCode())
                .isEqualTo(401);
    }

    private static Map<String, Object> header(String algorithm, String key) {
        return Map.of("typ", "JWT", "alg", algorithm, "kid", key);
    }

    private String token() throws Exception {
        return token(claims -> {});
    }

    private String token(Consumer<Map<String, Object>> change) throws Exception {
        var claims = issuer.claims(OWN);
        change.accept(claims);
        return ActionsIssuer.sign(keys, header("RS256", key), claims);
    }

    private static io.restassured.response.Response get(String token, String path) {
        return given().auth().oauth2(token).get(path);
    }

    private void assertTaken(Consumer<Map<String, Object>> change) throws Exception {
        var answer = get(token(change), "/api/v1/fleets/trusting");
        assertThat(answer.statusCode()).as(answer.asString() + newest()).isEqualTo(200);
    }

    private void assertRefused(Consumer<Map<String, Object>> change, String why) throws Exception {
        assertRefusedToken(token(change), why);
    }

    private void assertRefusedToken(String token, String why) {
        var answer = get(token, "/api/v1/fleets/trusting");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(401);
        assertThat(answer.asString()).doesNotContain("audience is", "repository_id", "signed by");
        if (!why.isEmpty()) {
            assertThat(newest()).contains(why);
        }
    }

    private String newest() {
        return trail.newest(new Search(null, "trust.refused", null), Long.MAX_VALUE, 1).stream()
                .map(row -> String.valueOf(row.change().detail()))
                .findFirst()
                .orElse("");
    }

    private static void put(String fleet, String more) {
        var answer = given().auth()
                .oauth2(ReachableProfile.TOKEN)
                .contentType("text/plain")
                .body(document(fleet, more))
                .put("/api/v1/fleets/" + fleet);
        assertThat(answer.statusCode()).as(answer.asString()).isIn(200, 201);
    }

    private static void assertMistake(String more, String text) {
        var name = "m" + UUID.randomUUID().toString().substring(0, 8);
        var answer = given().auth()
                .oauth2(ReachableProfile.TOKEN)
                .contentType("text/plain")
                .body(document(name, more))
                .put("/api/v1/fleets/" + name);
        assertThat(answer.statusCode()).as(more).isEqualTo(422);
        assertThat(answer.asString()).contains(text);
    }

    private static String document(String fleet, String more) {
        return """
                fleet: %s
                application: trusting
                environment: test
                pipeline: {prepare: [{name: a, run: "true"}]}
                deployPath: /srv/x
                ssh: {user: deploy, key: k}
                nodes: [{name: web-1, host: 127.0.0.1}]
                strategy: {allowInterruption: true}
                %s""".formatted(fleet, more);
    }
}
