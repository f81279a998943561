package dev.slipway.api;

import static dev.slipway.trigger.Payloads.with;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.slipway.access.Visitors;
import dev.slipway.history.Sql;
import dev.slipway.trigger.Hooks;
import dev.slipway.trigger.LoopbackProfile;
import dev.slipway.trigger.Payloads;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** The webhook and what is around it, as administrators and GitHub use it. */
@QuarkusTest
@TestProfile(LoopbackProfile.class)
@NullUnmarked // injected fields
class WebhookApiTest {
    private static final byte[] PING = Payloads.ping().toString().getBytes(UTF_8);

    @Inject
    Sql sql;

    @Test
    void a_secret_is_made_and_shown_once_and_is_nowhere_in_the_clear() throws Exception {
        var hooks = Hooks.of("hook-made", "");
        var made = secret("hook-made", "{}")
                .body("url", endsWith("/hooks/github/hook-made"))
                .header("Cache-Control", containsString("no-store"))
                .extract()
                .<String>path("secret");

        assertThat(made).hasSize(64);
        assertThat(status(hooks, made)).isEqualTo(202);
        assertThat(given().get("/settings/webhooks?fleet=hook-made").asString()).doesNotContain(made);
        assertThat(given().get("/api/v1/audit").asString())
                .contains("webhook-secret.set", "fleet:hook-made")
                .doesNotContain(made);
        var stored = sql.<String, RuntimeException>transaction(c -> String.join(
                " ",
                Sql.list(c, row -> row.getString(1), "select sealed from webhook_secret where fleet = 'hook-made'")));
        assertThat(stored).startsWith("sw1:").doesNotContain(made);
    }

    @Test
    void while_one_takes_the_place_of_another_both_are_valid_and_the_one_before_that_is_not() throws Exception {
        var hooks = Hooks.of("hook-turn", "");
        secret("hook-turn", "the second secret of all")
                .body("secret", nullValue())
                .body("earlierUntil", notNullValue());
        assertThat(status(hooks, "correct horse battery staple")).isEqualTo(202);
        assertThat(status(hooks, "the second secret of all")).isEqualTo(202);

        secret("hook-turn", "{\"secret\": \"the third secret of all\"}");
        assertThat(status(hooks, "correct horse battery staple")).isEqualTo(401);
        assertThat(status(hooks, "the second secret of all")).isEqualTo(202);
        assertThat(status(hooks, "the third secret of all")).isEqualTo(202);

        sql.<Integer, RuntimeException>transaction(
                c -> Sql.update(
                        c,
                        "update webhook_secret set until = now() - interval '1 second' where fleet = 'hook-turn' and until is not null"));
        assertThat(status(hooks, "the second secret of all")).as("a day later").isEqualTo(401);

        given().delete("/api/v1/fleets/hook-turn/webhook-secret").then().statusCode(204);
        assertThat(status(hooks, "the third secret of all")).isEqualTo(401);
    }

    @Test
    void a_secret_is_removed_on_a_page_that_asks_first() throws Exception {
        var hooks = Hooks.of("hook-gone", "");
        assertThat(given().get("/settings/webhooks?fleet=hook-gone").asString()).contains("Remove the secret");
        var asked = given().get("/settings/webhooks/hook-gone/secret/remove");
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.asString()).contains("Remove the webhook secret of hook-gone?");
        assertThat(status(hooks, "correct horse battery staple"))
                .as("only asked")
                .isEqualTo(202);

        removal(asked, "0".repeat(32)).statusCode(403);
        assertThat(status(hooks, "correct horse battery staple")).isEqualTo(202);

        removal(asked, Visitors.formToken(asked)).statusCode(303);
        assertThat(status(hooks, "correct horse battery staple")).isEqualTo(401);
        assertThat(given().get("/settings/webhooks?fleet=hook-gone").asString())
                .contains("There is none, so no message is taken")
                .doesNotContain("Remove the secret");
        assertThat(given().get("/settings/webhooks/hook-gone/secret/remove").statusCode())
                .isEqualTo(404);
        assertThat(given().get("/api/v1/audit").asString()).contains("webhook-secret.remove", "fleet:hook-gone");
    }

    private static ValidatableResponse removal(Response asked, String token) {
        return given().redirects()
                .follow(false)
                .cookies(asked.cookies())
                .header("Sec-Fetch-Site", "same-origin")
                .formParam("token", token)
                .post("/settings/webhooks/hook-gone/secret/remove")
                .then();
    }

    @Test
    void a_secret_that_can_be_guessed_is_not_taken() throws Exception {
        Hooks.of("hook-short", "");
        given().body("short")
                .contentType("text/plain")
                .put("/api/v1/fleets/hook-short/webhook-secret")
                .then()
                .statusCode(422)
                .body("field", equalTo("secret"))
                .body("detail", not(containsString("short")));
    }

    @Test
    void github_may_send_it_as_a_form() throws Exception {
        var hooks = Hooks.of("hook-form", "");
        var form = ("payload=" + URLEncoder.encode(Payloads.ping().toString(), UTF_8)).getBytes(UTF_8);
        var id = hooks.send("ping", form, "application/x-www-form-urlencoded", "correct horse battery staple", "form")
                .then()
                .statusCode(202)
                .extract()
                .<Integer>path("id");
        hooks.outcome(id).body("state", equalTo("ignored")).body("event", equalTo("ping"));
        given().get("/api/v1/fleets/hook-form/deliveries/" + id + "/payload")
                .then()
                .body("zen", equalTo("Keep it logically awesome."));
    }

    @Test
    void deliveries_are_listed_and_looked_at_again_with_the_rules_as_they_are_then() throws Exception {
        try (var server = Hooks.artifacts(path -> Hooks.ARTIFACT)) {
            var hooks = Hooks.of("hook-again", "");
            var id = hooks.deliver("push", Payloads.push());
            hooks.outcome(id)
                    .body("state", equalTo("ignored"))
                    .body("verdict", equalTo("no rule of the fleet is about `push`"));
            hooks.outcome(hooks.deliver("ping", Payloads.ping()));
            given().get("/api/v1/fleets/hook-again/deliveries?limit=1")
                    .then()
                    .body("$", hasSize(1))
                    .body("[0].event", equalTo("ping"))
                    .header("Link", containsString("before="));

            Hooks.of("hook-again", Hooks.pushes(server));
            given().post("/api/v1/fleets/hook-again/deliveries/" + id + "/redeliver")
                    .then()
                    .statusCode(202);
            var number = hooks.outcome(id)
                    .body("state", equalTo("deployed"))
                    .extract()
                    .<Integer>path("deployment");
            given().get("/api/v1/deployments/" + number)
                    .then()
                    .body("startedBy", equalTo("github:acme/shop@9d2f0a6"))
                    .body("reason", equalTo("Faster search (mira)"))
                    .body("release", equalTo("9d2f0a6b5c4e"));
            given().get("/api/v1/applications/hook-again/releases")
                    .then()
                    .body("[0].commit", equalTo(Payloads.SHA))
                    .body("[0].author", equalTo("github:acme/shop@9d2f0a6"));
            given().post("/api/v1/fleets/hook-again/deliveries/99999999/redeliver")
                    .then()
                    .statusCode(404);
            assertThat(given().get("/api/v1/audit").asString()).contains("delivery.again");
        }
    }

    @Test
    void a_fleet_on_hold_refuses_it_and_says_who_holds_it() throws Exception {
        try (var server = Hooks.artifacts(path -> Hooks.ARTIFACT)) {
            var hooks = Hooks.of("hook-held", Hooks.pushes(server));
            given().contentType("application/json")
                    .body("{\"reason\":\"inventory\",\"automatic\":true}")
                    .put("/api/v1/fleets/hook-held/hold")
                    .then()
                    .statusCode(200);
            var id = hooks.deliver("push", Payloads.push());
            hooks.outcome(id).body("state", equalTo("refused")).body("verdict", containsString("inventory"));
            assertThat(server.requests()).as("nothing was fetched for it").isEmpty();

            given().delete("/api/v1/fleets/hook-held/hold?automatic=true")
                    .then()
                    .statusCode(204);
            given().post("/api/v1/fleets/hook-held/deliveries/" + id + "/redeliver")
                    .then()
                    .statusCode(202);
            hooks.outcome(id).body("state", equalTo("deployed"));
        }
    }

    @Test
    void a_release_that_went_back_by_itself_is_not_brought_again() throws Exception {
        try (var server = Hooks.artifacts(path -> Hooks.ARTIFACT)) {
            var hooks = Hooks.of("hook-back", Hooks.pushes(server));
            sql.<Integer, RuntimeException>transaction(c -> Sql.update(c, """
                    insert into deployment (fleet, kind, release, status, started_by, queued_at, finished_at)
                    values ('hook-back', 'deploy', '9d2f0a6b5c4e', 'rolled_back', 'test', now(), now())"""));
            hooks.outcome(hooks.deliver("push", Payloads.push()))
                    .body("state", equalTo("refused"))
                    .body("verdict", containsString("went back by itself"));
        }
    }

    @Test
    void the_page_shows_rules_and_verdicts_and_hostile_words_as_text() throws Exception {
        var hooks = Hooks.of(
                "hook-page",
                "triggers: {github: [{on: push, repository: acme/shop, branch: main, release: {from: git}}]}");
        hooks.outcome(hooks.deliver("push", with(Payloads.push(), "ref", "\"refs/heads/<script>alert(1)</script>\"")));

        var page = given().get("/settings/webhooks?fleet=hook-page").asString();
        assertThat(page)
                .contains("push of acme/shop, branch main: the commit", "/hooks/github/hook-page", "Send again")
                .contains("&lt;script&gt;alert(1)")
                .doesNotContain("<script>alert");
    }

    private static int status(Hooks hooks, String secret) {
        return hooks.send(
                        "ping",
                        PING,
                        "application/json",
                        secret,
                        UUID.randomUUID().toString())
                .statusCode();
    }

    private static ValidatableResponse secret(String fleet, String body) {
        return given().contentType("text/plain")
                .body(body)
                .put("/api/v1/fleets/" + fleet + "/webhook-secret")
                .then()
                .statusCode(200);
    }
}
