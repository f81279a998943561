package dev.slipway.real;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.trigger.Hooks;
import dev.slipway.trigger.LoopbackProfile;
import dev.slipway.trigger.Payloads;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: from what GitHub says to what visitors see, with no person in between.
 *
 * <p>Method: messages as GitHub signs them; releases from a server on loopback, with their digests; two real
 * {@code sshd} servers behind a real HAProxy with visitors all along.
 */
@QuarkusTest
@TestProfile(LoopbackProfile.class)
@NullUnmarked // JUnit's own fields
class WebhookRealTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String NEXT = "abcdef0123456789abcdef0123456789abcdef01";

    @TempDir
    Path folder;

    @Test
    void a_build_that_ended_well_is_live_and_the_next_one_takes_its_place() throws Exception {
        RealHaproxy.mustBeThere();
        try (var fleet = new RealFleet(folder, 2);
                var artifacts = Hooks.artifacts(WebhookRealTest::site)) {
            var rules = "triggers: {github: [{on: workflow_run, repository: acme/shop, branch: main, workflow:"
                    + " build.yml, version: \"{sha7}\", " + Hooks.from(artifacts) + "}]}";
            given().contentType("text/plain")
                    .body(fleet.document("hooked", "strategy: {capacityTimeout: 20s}\n" + rules))
                    .put("/api/v1/fleets/hooked")
                    .then()
                    .statusCode(201);
            var hooks = new Hooks("hooked").known();

            deployed(hooks, Payloads.run(), "github:acme/shop#1873");
            assertThat(fleet.current(1)).isEqualTo(Payloads.SHA.substring(0, 7));

            try (var traffic = new Traffic(fleet.port())) {
                Awaitility.await().atMost(LONG).until(() -> traffic.served() > 50);
                deployed(hooks, next(), "github:acme/shop#1874");
                assertThat(fleet.current(0)).isEqualTo(NEXT.substring(0, 7));
                assertThat(fleet.current(1)).isEqualTo(NEXT.substring(0, 7));
                assertThat(traffic.failures()).isEmpty();
            }
        }
    }

    private static byte[] site(String path) {
        try {
            return RealFleet.release(path.substring(1, 8), 200, "exit 0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode next() {
        var run = Payloads.with(Payloads.run(), "workflow_run/run_number", "1874");
        return Payloads.with(run, "workflow_run/head_sha", "\"" + NEXT + "\"");
    }

    private static void deployed(Hooks hooks, ObjectNode message, String by) {
        var number = hooks.outcome(hooks.deliver("workflow_run", message))
                .body("state", equalTo("deployed"))
                .extract()
                .<Integer>path("deployment");
        var address = "/api/v1/deployments/" + number;
        Awaitility.await().atMost(LONG).until(() -> given().get(address).path("finishedAt") != null);
        given().get(address).then().body("status", equalTo("succeeded")).body("startedBy", equalTo(by));
    }
}
