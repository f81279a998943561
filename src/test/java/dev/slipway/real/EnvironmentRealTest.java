package dev.slipway.real;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.deployment.Kind;
import dev.slipway.engine.Deployments;
import dev.slipway.engine.Deployments.Request;
import dev.slipway.engine.Deployments.Requested;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.History;
import dev.slipway.release.Releases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a release runs with the environment that was the newest when it was deployed, and has that again when it comes
 * back.
 *
 * <p>Method: one real {@code sshd} behind a real HAProxy, with a pipeline that shares {@code .env}, as Laravel's does,
 * and whose commands read it.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected fields and JUnit's own
class EnvironmentRealTest {
    private static final String PIPELINE = """
            shared: {files: [port, .env]}
            prepare:
              - {name: look, run: '. ./.env; echo "prepared with $GREETING"'}
            activate:
              - {name: fine, run: '. ./.env; test "$FINE" != no'}
              - {name: restart, run: sh bin/restart}
            """;

    @Inject
    Releases releases;

    @Inject
    Deployments deployments;

    @Inject
    History history;

    @TempDir
    Path folder;

    private RealFleet fleet;

    @BeforeEach
    void start() throws Exception {
        RealHaproxy.mustBeThere();
        fleet = new RealFleet(folder, 1);
    }

    @AfterEach
    void end() throws IOException {
        fleet.close();
    }

    @Test
    void a_rollback_brings_the_environment_back_that_its_release_ran_with() throws Exception {
        put("env-back");
        add("45.1", "45.2");
        environment("env-back", "GREETING=one\n");
        var first = succeeded(run(Kind.DEPLOY, "env-back", "45.1"));
        assertThat(log(first)).contains("wrote .env (version 1, 1 value)").contains("prepared with one");
        assertThat(text("45.1")).isEqualTo("GREETING=one\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("45.1"))))
                .isEqualTo("rw-------");

        environment("env-back", "GREETING=two\n");
        succeeded(run(Kind.DEPLOY, "env-back", "45.2"));
        assertThat(text("45.2")).isEqualTo("GREETING=two\n");
        assertThat(text("45.1")).isEqualTo("GREETING=one\n");

        environment("env-back", "GREETING=three\n");
        Files.writeString(file("45.1"), "GREETING=spoilt\n");
        var back = succeeded(run(Kind.ROLLBACK, "env-back", null));
        assertThat(log(back)).contains("wrote .env (version 1, 1 value)").contains("prepared with one");
        assertThat(text("45.1")).isEqualTo("GREETING=one\n");

        given().get("/api/v1/fleets/env-back/plan?release=45.1")
                .then()
                .statusCode(200)
                .body("environment", org.hamcrest.Matchers.equalTo(3));
        var again = succeeded(run(Kind.DEPLOY, "env-back", "45.1"));
        assertThat(log(again)).contains("wrote .env (version 3, 1 value)");
        assertThat(text("45.1")).isEqualTo("GREETING=three\n");
        var proof = succeeded(run(Kind.DEPLOY, "env-back", "45.1"));
        assertThat(log(proof)).doesNotContain("wrote");
    }

    @Test
    void a_release_that_does_not_bear_new_values_gets_the_earlier_ones_back() throws Exception {
        put("env-undo");
        add("45.5");
        environment("env-undo", "GREETING=one\n");
        succeeded(run(Kind.DEPLOY, "env-undo", "45.5"));

        environment("env-undo", "GREETING=two\nFINE=no\n");
        var broken = run(Kind.DEPLOY, "env-undo", "45.5");

        assertThat(broken.status()).isEqualTo("rolled_back");
        assertThat(log(broken))
                .contains("wrote .env (version 2, 2 values)")
                .contains("wrote .env (version 1, 1 value)");
        assertThat(text("45.5")).isEqualTo("GREETING=one\n");
        assertThat(broken.nodes().getFirst().rotation()).isEqualTo("in");
    }

    private void put(String name) {
        given().contentType("text/plain")
                .body(fleet.document(name, PIPELINE, "strategy: {allowInterruption: true}"))
                .put("/api/v1/fleets/" + name)
                .then()
                .statusCode(201);
    }

    private void add(String... versions) throws Exception {
        for (var version : versions) {
            new Shop(deployments, history, releases).add(version);
        }
    }

    private static void environment(String name, String text) {
        given().contentType("text/plain")
                .body(text)
                .put("/api/v1/fleets/" + name + "/environment")
                .then()
                .statusCode(200);
    }

    private DeploymentView run(Kind kind, String name, String release) throws Exception {
        var asked = deployments.request(new Request(kind, name, release, "test", null, null));
        assertThat(asked).isInstanceOf(Requested.Accepted.class);
        return new Shop(deployments, history, releases).over(((Requested.Accepted) asked).number());
    }

    private DeploymentView succeeded(DeploymentView view) {
        assertThat(view.status())
                .as(() -> view.statusReason() + "\n" + log(view))
                .isEqualTo("succeeded");
        return view;
    }

    private static String log(DeploymentView view) {
        return given().get("/api/v1/deployments/" + view.number() + "/log")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private Path file(String release) {
        return fleet.servers().getFirst().home().resolve("shop/releases/" + release + "/.env");
    }

    private String text(String release) throws IOException {
        return Files.readString(file(release));
    }
}
