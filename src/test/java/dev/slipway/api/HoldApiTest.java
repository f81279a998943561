package dev.slipway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.slipway.TestDatabase;
import dev.slipway.deployment.Kind;
import dev.slipway.engine.Deployments;
import dev.slipway.engine.Deployments.Request;
import dev.slipway.engine.Deployments.Requested;
import dev.slipway.engine.Holds;
import dev.slipway.history.Sql;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: while a fleet is on hold nothing new begins in it but a way back; what is under way goes on, and what waits
 * begins when the hold is lifted, or by itself when it runs out.
 *
 * <p>Method: the whole application, with a node that takes connections and says nothing, so that a deployment is under
 * way for as long as the test wants.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected and set before each
class HoldApiTest {
    private static final String FLEET = "/api/v1/fleets/frozen";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String NEVER_SHOWN =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

    @Inject
    Holds holds;

    @Inject
    Deployments deployments;

    @Inject
    Sql sql;

    private ServerSocket node;

    @BeforeEach
    void a_fleet_whose_node_says_nothing() throws Exception {
        node = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        given().post("/api/v1/keys/frozen");
        given().contentType("text/plain")
                .body("""
                        fleet: frozen
                        application: frozen
                        environment: test
                        pipeline: generic
                        deployPath: /srv/shop
                        ssh: {user: deploy, port: %d, key: frozen}
                        nodes: [{name: web-1, host: 127.0.0.1, hostKey: "%s"}]
                        """.formatted(node.getLocalPort(), NEVER_SHOWN))
                .put(FLEET)
                .then()
                .statusCode(org.hamcrest.Matchers.oneOf(200, 201));
        for (var version : new String[] {"1", "2"}) {
            given().multiPart("version", version)
                    .multiPart("artifact", "app.zip", Zips.of("app.txt", version))
                    .post("/api/v1/applications/frozen/releases");
        }
    }

    /** Whoever connects is hung up on from now on, so that what is under way ends soon. */
    @AfterEach
    void nothing_is_under_way_any_more() throws Exception {
        given().delete(FLEET + "/hold").then().statusCode(204);
        given().delete(FLEET + "/hold?automatic=true").then().statusCode(204);
        for (var number : open()) {
            given().contentType("application/json").body("{}").post("/api/v1/deployments/" + number + "/cancel");
        }
        node.close();
        Awaitility.await().atMost(LONG).untilAsserted(() -> assertThat(open()).isEmpty());
    }

    @Test
    void stops_new_ones_with_who_why_and_how_to_lift_it_and_lets_rollbacks_through() {
        hold("{\"reason\":\"database work\",\"for\":\"4h\"}")
                .statusCode(200)
                .body("by", equalTo("api"))
                .body("reason", equalTo("database work"))
                .body("until", notNullValue());
        for (var body : new String[] {"{\"release\":\"1\"}", "{\"kind\":\"restart\",\"release\":\"1\"}"}) {
            ask("deployments", body)
                    .statusCode(409)
                    .body("type", containsString("fleet-on-hold"))
                    .body("detail", containsString("by api until "))
                    .body("detail", containsString("database work"))
                    .body("detail", containsString("DELETE " + FLEET + "/hold"));
        }
        ask("rollbacks", "{\"to\":\"1\"}").statusCode(202);

        given().get(FLEET).then().body("hold.reason", equalTo("database work"));
        given().delete(FLEET + "/hold").then().statusCode(204);
        given().get(FLEET).then().body("hold", nullValue());
    }

    @Test
    void what_waited_begins_when_it_is_lifted_and_what_was_under_way_went_on() throws Exception {
        var first = number(ask("deployments", "{\"release\":\"1\"}"));
        var connection = node.accept(); // it has begun
        var second = number(ask("deployments", "{\"release\":\"2\"}"));
        hold("{\"reason\":\"wait\"}").statusCode(200).body("until", nullValue());

        connection.close();
        node.close(); // nobody answers: the first one fails
        Awaitility.await().atMost(LONG).untilAsserted(() -> status(first, "failed"));
        status(second, "queued");
        given().get("/api/v1/deployments/" + second)
                .then()
                .body("statusReason", containsString("on hold by api: wait"))
                .body("queuedBehind", nullValue());

        given().delete(FLEET + "/hold").then().statusCode(204);
        Awaitility.await().atMost(LONG).untilAsserted(() -> status(second, "failed"));
    }

    @Test
    void a_rollback_does_not_wait_behind_what_is_frozen() throws Exception {
        var first = number(ask("deployments", "{\"release\":\"1\"}"));
        var connection = node.accept();
        var second = number(ask("deployments", "{\"release\":\"2\"}"));
        hold("{\"reason\":\"wait\"}").statusCode(200);
        var back = number(ask("rollbacks", "{\"to\":\"1\"}"));

        connection.close();
        node.close();
        Awaitility.await().atMost(LONG).untilAsserted(() -> status(back, "failed"));
        status(first, "failed");
        status(second, "queued");
    }

    @Test
    void begins_by_itself_when_the_time_is_over() throws Exception {
        var first = number(ask("deployments", "{\"release\":\"1\"}"));
        var connection = node.accept();
        var second = number(ask("deployments", "{\"release\":\"2\"}"));
        hold("{\"reason\":\"a moment\",\"for\":\"6s\"}").statusCode(200);
        connection.close();
        node.close();
        Awaitility.await().atMost(LONG).untilAsserted(() -> status(first, "failed"));
        status(second, "queued");

        Awaitility.await().atMost(LONG).untilAsserted(() -> status(second, "failed"));
        given().get(FLEET).then().body("hold", nullValue());
        Awaitility.await().atMost(LONG).untilAsserted(() -> assertThat(ranOut()).isEqualTo(1));
    }

    @Test
    void after_a_rollback_triggers_wait_for_a_person_and_people_do_not() throws Exception {
        assertThat(holds.objectionToTrigger("frozen", "2")).isNull();
        var back = number(ask("rollbacks", "{\"to\":\"1\"}"));

        assertThat(holds.objectionToTrigger("frozen", "2")).contains("since the rollback #" + back);
        assertThat(deployments.trigger(new Request(Kind.DEPLOY, "frozen", "2", "github:acme/shop#1", null, null)))
                .isInstanceOf(Requested.OnHold.class);
        given().get(FLEET).then().body("automaticHold.deployment", equalTo((int) back));
        ask("deployments", "{\"release\":\"2\"}").statusCode(202);

        given().body("{\"automatic\":true,\"reason\":\"mended\"}")
                .delete(FLEET + "/hold")
                .then()
                .statusCode(204);
        assertThat(holds.objectionToTrigger("frozen", "2")).isNull();
        assertThat(deployments.trigger(new Request(Kind.DEPLOY, "frozen", "2", "github:acme/shop#1", null, null)))
                .isInstanceOf(Requested.Accepted.class);
    }

    @Test
    void a_release_that_went_back_by_itself_is_not_brought_again_by_a_trigger() throws Exception {
        sql.<Integer, RuntimeException>transaction(c -> Sql.update(
                c,
                "insert into deployment (fleet, kind, release, status, started_by, queued_at, started_at, finished_at)"
                        + " values ('frozen', 'deploy', '2', 'rolled_back', 'test', now(), now(), now())"));
        try {
            assertThat(holds.objectionToTrigger("frozen", "2")).contains("went back by itself");
            assertThat(holds.objectionToTrigger("frozen", "1")).isNull();
        } finally {
            sql.<Integer, RuntimeException>transaction(
                    c -> Sql.update(c, "delete from deployment where fleet = 'frozen' and status = 'rolled_back'"));
        }
    }

    @Test
    void what_is_wrong_in_it_is_named() {
        hold("{}").statusCode(422).body("field", equalTo("reason"));
        hold("{\"reason\":\"x\",\"for\":\"soon\"}").statusCode(422).body("field", equalTo("for"));
        hold("{\"reason\":\"x\",\"until\":\"tomorrow\"}").statusCode(422).body("field", equalTo("until"));
        hold("{\"reason\":\"x\",\"until\":\"2020-01-01T00:00:00Z\"}")
                .statusCode(422)
                .body("field", equalTo("until"));
        hold("{\"reason\":\"x\",\"for\":\"99999h\"}").statusCode(422).body("field", equalTo("for"));
        hold("{\"reason\":\"x\",\"automatic\":\"yes\"}").statusCode(422).body("field", equalTo("automatic"));
        given().body("{\"reason\":\"x\"}")
                .put("/api/v1/fleets/nowhere/hold")
                .then()
                .statusCode(404);
        given().get(FLEET).then().body("hold", nullValue());
    }

    private static ValidatableResponse hold(String body) {
        return given().body(body).put(FLEET + "/hold").then();
    }

    private static ValidatableResponse ask(String what, String body) {
        return given().contentType("application/json")
                .body(body)
                .post(FLEET + "/" + what)
                .then();
    }

    private static long number(ValidatableResponse accepted) {
        return accepted.statusCode(202).extract().<Integer>path("number").longValue();
    }

    private static void status(long number, String expected) {
        assertThat(given().get("/api/v1/deployments/" + number).<String>path("status"))
                .as("deployment %d", number)
                .isEqualTo(expected);
    }

    private java.util.List<Long> open() throws Exception {
        return sql.<java.util.List<Long>, RuntimeException>transaction(c -> Sql.list(
                c,
                row -> row.getLong(1),
                "select number from deployment where fleet = 'frozen' and finished_at is null order by number desc"));
    }

    private long ranOut() throws Exception {
        return sql.<Long, RuntimeException>transaction(c -> Sql.number(
                c,
                "select count(*) from audit where subject = 'fleet:frozen' and action = 'fleet.lift'"
                        + " and actor = 'slipway:clock'"));
    }
}
