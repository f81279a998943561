package dev.slipway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.slipway.real.RealGit;
import dev.slipway.trigger.Hooks;
import dev.slipway.trigger.LoopbackProfile;
import dev.slipway.trigger.Payloads;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a stored key brings releases from Git over SSH, by the API and by the webhook, and a key that servers are
 * reached with does not. Method: the whole application, and git behind a real {@code sshd} on loopback.
 */
@QuarkusTest
@TestProfile(LoopbackProfile.class)
@NullUnmarked // JUnit's own fields
class GitSshApiTest {
    @TempDir
    Path folder;

    private RealGit server;

    @BeforeEach
    void open() throws Exception {
        server = RealGit.start(folder);
        given().contentType("text/plain").body(server.sshd().privateKey()).put("/api/v1/keys/git-shop");
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void a_commit_is_a_release() throws Exception {
        var id = server.commits().file("index.php", "<?php").commit("refs/heads/main", "First");

        release("over-ssh", "1", "git-shop")
                .statusCode(201)
                .body("commit", equalTo(id))
                .body("author", equalTo("Ada Lovelace"))
                .body("source", equalTo(server.url() + " at " + id));
        release("over-ssh", "1", "git-shop").statusCode(200);
        assertThat(given().get("/api/v1/audit").asString())
                .contains("release:over-ssh/1", server.url())
                .doesNotContain("PRIVATE KEY");
    }

    @Test
    void a_key_that_servers_are_reached_with_and_one_that_is_not_there_are_refused() throws Exception {
        server.commits().file("index.php", "<?php").commit("refs/heads/main", "First");
        Hooks.fleet("git-nodes", 1, "");
        given().contentType("text/plain").body(server.sshd().privateKey()).put("/api/v1/keys/git-nodes");
        var before = server.sshd().log();

        release("over-ssh-no", "1", "git-nodes")
                .statusCode(422)
                .body("type", endsWith("not-fetched"))
                .body("field", equalTo("git"))
                .body("detail", containsString("servers are reached with the key git-nodes"));
        release("over-ssh-no", "1", "git-none")
                .statusCode(422)
                .body("detail", containsString("there is no SSH key git-none"));
        assertThat(server.sshd().log()).isEqualTo(before);
    }

    @Test
    void a_push_is_fetched_with_the_key_of_the_rule_which_stays_as_long_as_the_rule() throws Exception {
        var id = server.commits().file("index.php", "<?php").commit("refs/heads/main", "First");
        var rule = "triggers: {github: [{on: push, repository: acme/shop, branch: main,"
                + " release: {from: git, key: git-shop, hostKey: \"%s\"}}]}";
        var hooks = Hooks.of("git-hooked", rule.formatted(server.sshd().hostKey()));
        var push = Payloads.with(Payloads.push(), "after", "\"" + id + "\"");
        push = Payloads.with(push, "repository/ssh_url", "\"" + server.url() + "\"");

        hooks.outcome(hooks.deliver("push", Payloads.with(push, "head_commit/id", "\"" + id + "\"")))
                .body("state", equalTo("deployed"));

        given().get("/api/v1/applications/git-hooked/releases").then().body("commit", hasItem(id));
        given().delete("/api/v1/keys/git-shop")
                .then()
                .statusCode(409)
                .body("detail", allOf(containsString("git-hooked"), containsString("git-shop")));
        assertThat(given().get("/keys").asString()).contains("git-hooked");
        given().delete("/api/v1/fleets/git-hooked");
    }

    private ValidatableResponse release(String application, String version, String key) {
        var git = Map.of(
                "url",
                server.url(),
                "ref",
                "main",
                "key",
                key,
                "hostKey",
                server.sshd().hostKey());
        return given().contentType("application/json")
                .body(Map.of("version", version, "git", git))
                .post("/api/v1/applications/" + application + "/releases")
                .then();
    }
}
