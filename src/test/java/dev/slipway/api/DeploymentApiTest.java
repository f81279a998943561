package dev.slipway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.oneOf;

import dev.slipway.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class DeploymentApiTest {
    private static final String FLEET = "/api/v1/fleets/shop-test";
    private static final String RELEASES = "/api/v1/applications/shop/releases";

    @Inject
    DataSource database;

    @BeforeEach
    void a_fleet_whose_nodes_do_not_answer() {
        given().contentType("text/plain").body("""
                        fleet: shop-test
                        application: shop
                        environment: test
                        pipeline: generic
                        deployPath: /srv/shop
                        ssh: {user: deploy, port: 1, keyFile: /nowhere}
                        nodes: [{name: web-1, host: 127.0.0.1}, {name: web-2, host: 127.0.0.1}]
                        """).put(FLEET);
        upload("1.0.0", "first").statusCode(oneOf(200, 201));
    }

    private static ValidatableResponse upload(String version, String content) {
        return given().multiPart("version", version)
                .multiPart("notes", "n".repeat(5000))
                .multiPart("artifact", "app.zip", Zips.of("app.txt", content))
                .post(RELEASES)
                .then();
    }

    @Test
    void a_release_is_made_once() {
        upload("2.0.0", "a").statusCode(201).body("migrations", equalTo("reversible"));
        upload("2.0.0", "a").statusCode(200);
        upload("2.0.0", "b").statusCode(409).contentType(Problem.MEDIA_TYPE).body("field", equalTo("version"));
        given().get(RELEASES + "?limit=1")
                .then()
                .statusCode(200)
                .body("version", contains("2.0.0"))
                .header("Link", containsString("before=2.0.0"));
        given().get(RELEASES + "?before=2.0.0").then().body("version", hasItem("1.0.0"));
    }

    @Test
    void a_release_that_is_wrong_is_refused_with_the_field_or_the_entry() {
        upload("../etc", "a").statusCode(422).body("mistakes.field", contains("version"));
        given().multiPart("version", "3").post(RELEASES).then().statusCode(422).body("field", equalTo("artifact"));
        given().multiPart("version", "3")
                .multiPart("migrations", "maybe")
                .multiPart("artifact", "app.zip", Zips.of("a", "b"))
                .post(RELEASES)
                .then()
                .statusCode(422)
                .body("field", equalTo("migrations"));
        given().multiPart("version", "3")
                .multiPart("artifact", "app.zip", Zips.of("../a", "b"))
                .post(RELEASES)
                .then()
                .statusCode(422)
                .body("entry", equalTo("../a"));
        given().contentType(ContentType.JSON)
                .body("{\"version\":\"3\",\"url\":\"https://example.com/a.tgz\"}")
                .post(RELEASES)
                .then()
                .statusCode(422)
                .body("detail", containsString("later"));
    }

    @Test
    void a_plan_shows_order_steps_and_floor() {
        given().get(FLEET + "/plan?release=1.0.0")
                .then()
                .statusCode(200)
                .body("order", contains("web-1", "web-2"))
                .body("waves", hasSize(2))
                .body("floor", equalTo(1))
                .body("nodes[0].steps", hasItem("drain"))
                .body("$", hasKey("migration"));
        given().get(FLEET + "/plan?release=9").then().statusCode(422).body("field", equalTo("release"));
        given().get(FLEET + "/plan").then().statusCode(422);
        given().get("/api/v1/fleets/none/plan?release=1").then().statusCode(404).contentType(Problem.MEDIA_TYPE);
        given().get("/api/v1/deployments?fleet=never").then().body("$", hasSize(0));
    }

    @Test
    void a_request_that_cannot_be_followed_names_its_field() {
        begin("{\"release\":\"1.0.0\",\"suprsede\":true}").statusCode(422).body("field", equalTo("suprsede"));
        begin("{\"release\":\"9\"}").statusCode(422).body("field", equalTo("release"));
        begin("{}").statusCode(422).body("field", equalTo("release"));
        begin("{\"kind\":\"rollback\"}").statusCode(422).body("field", equalTo("kind"));
        begin("{\"release\":").statusCode(400).contentType(Problem.MEDIA_TYPE);
        begin("[1]").statusCode(422);
        begin("{\"reason\":\"" + "x".repeat(1 << 20) + "\"}").statusCode(413);
        given().contentType("text/plain")
                .body("x")
                .post(FLEET + "/deployments")
                .then()
                .statusCode(415)
                .contentType(Problem.MEDIA_TYPE);
        given().contentType(ContentType.JSON)
                .body("{\"release\":\"1\"}")
                .post("/api/v1/fleets/none/deployments")
                .then()
                .statusCode(404);
        given().delete("/api/v1/deployments").then().statusCode(405).contentType(Problem.MEDIA_TYPE);
        given().get("/api/v1/nothing").then().statusCode(404).contentType(Problem.MEDIA_TYPE);
        given().get("/api/v1/deployments?status=odd").then().statusCode(422).body("field", equalTo("status"));
        given().header("Origin", "http://evil.example")
                .post(FLEET + "/check")
                .then()
                .statusCode(403);
    }

    @Test
    void a_deployment_is_asked_for_once_and_read_until_its_end() {
        var key = "key-" + System.identityHashCode(this);
        var number = begin("{\"release\":\"1.0.0\",\"reason\":\"first\"}", key)
                .statusCode(202)
                .header("Location", containsString("/api/v1/deployments/"))
                .body("url", containsString("/deployments/"))
                .body("status", notNullValue())
                .extract()
                .<Integer>path("number");
        begin("{\"release\":\"1.0.0\",\"reason\":\"first\"}", key)
                .statusCode(202)
                .body("number", equalTo(number));
        begin("{\"release\":\"1.0.0\"}", key).statusCode(422).body("field", equalTo("Idempotency-Key"));

        var one = "/api/v1/deployments/" + number;
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> given().get(one).path("finishedAt") != null);
        var stream = given().accept("text/event-stream")
                .get(one + "/events")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(stream).contains("id:1\n").contains("event:queued\n").contains("event:finished\n");
        given().get(one)
                .then()
                .statusCode(200)
                .body("status", equalTo("failed"))
                .body("url", endsWith("/deployments/" + number))
                .body("release", equalTo("1.0.0"))
                .body("$", hasKey("queuedBehind"))
                .body("finishedAt", notNullValue())
                .body("nodes[0].steps[0].name", equalTo("preflight"));
        given().header("Last-Event-ID", "100000").get(one + "/events").then().statusCode(204);
        var rest = given().get(one + "/events?after=1").asString();
        assertThat(rest).doesNotContain("id:1\n").contains("id:2\n");

        given().get("/api/v1/deployments?fleet=shop-test&status=failed").then().body("number", hasItem(number));
        given().post(one + "/pause").then().statusCode(409).contentType(Problem.MEDIA_TYPE);
        given().post(one + "/dance").then().statusCode(422);
        given().body("{\"outcome\":\"perhaps\"}")
                .post(one + "/migration")
                .then()
                .statusCode(422);
        given().post("/api/v1/deployments/999999/cancel").then().statusCode(404);
        given().get("/api/v1/deployments/999999/events").then().statusCode(404).contentType(Problem.MEDIA_TYPE);
        given().get("/api/v1/deployments/999999/log").then().statusCode(404);
        given().get(one + "/log").then().statusCode(200).contentType("text/plain");
        given().header("Range", "bytes=1000000-").get(one + "/log").then().statusCode(416);
        given().contentType(ContentType.JSON)
                .body("{}")
                .post(FLEET + "/rollbacks")
                .then()
                .statusCode(422);
    }

    @Test
    void a_rollback_over_an_irreversible_migration_is_acknowledged_or_refused() throws SQLException {
        given().contentType("text/plain")
                .body("""
                        fleet: back-test
                        application: back
                        environment: test
                        pipeline: generic
                        deployPath: /srv/back
                        ssh: {user: deploy, port: 1, keyFile: /nowhere}
                        nodes: [{name: web-1, host: 127.0.0.1}]
                        """)
                .put("/api/v1/fleets/back-test")
                .then()
                .statusCode(oneOf(200, 201));
        for (var version : List.of("1.0", "2.0")) {
            given().multiPart("version", version)
                    .multiPart("migrations", version.equals("2.0") ? "irreversible" : "none")
                    .multiPart("artifact", "app.zip", Zips.of("app.txt", version))
                    .post("/api/v1/applications/back/releases")
                    .then()
                    .statusCode(oneOf(200, 201));
            try (var connection = database.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("insert into deployment (fleet, kind, release, status, started_by, queued_at,"
                        + " started_at, finished_at, last_entry) values ('back-test', 'deploy', '" + version
                        + "', 'succeeded', 'test', now(), now(), now(), 1)");
            }
        }
        for (var body : List.of("{}", "{\"to\":\"1.0\"}")) {
            rollBack(body)
                    .statusCode(409)
                    .body("type", endsWith("irreversible-migration"))
                    .body("field", equalTo("acknowledge"))
                    .body("detail", containsString("The migration of 2.0 cannot be undone"));
        }
        rollBack("{\"acknowledge\":[\"anything\"]}").statusCode(422).body("field", equalTo("acknowledge"));
        assertThat(begun()).isEqualTo(2);
        rollBack("{\"acknowledge\":[\"irreversible-migration\"]}").statusCode(202);
        assertThat(begun()).isEqualTo(3);
    }

    private int begun() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from deployment where fleet = 'back-test'")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static ValidatableResponse rollBack(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/fleets/back-test/rollbacks")
                .then();
    }

    @Test
    void a_pipeline_is_stored_checked_and_removed() {
        given().contentType("text/plain")
                .body("pipeline: mine\n")
                .put("/api/v1/pipelines/mine")
                .then()
                .statusCode(200);
        given().get("/api/v1/pipelines/mine").then().body("document", equalTo("pipeline: mine\n"));
        given().get("/api/v1/pipelines").then().body("name", hasItem("mine"));
        given().body("pipeline: bad\nnope: 1\n")
                .contentType("text/plain")
                .put("/api/v1/pipelines/bad")
                .then()
                .statusCode(422)
                .body("mistakes[0].line", equalTo(2));
        given().delete("/api/v1/pipelines/mine").then().statusCode(204);
        given().delete("/api/v1/pipelines/mine").then().statusCode(404);
        given().delete("/api/v1/pipelines/generic").then().statusCode(409);
    }

    @Test
    void a_check_of_servers_that_do_not_answer_says_so_and_skips_the_rest() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> given().post(FLEET + "/check")
                .then()
                .statusCode(200)
                .body("ok", equalTo(false))
                .body("nodes", hasSize(2))
                .body("nodes[0].checks[0].check", equalTo("reachable"))
                .body("nodes[0].checks[0].ok", equalTo(false))
                .body("nodes[0].checks[0].mend", notNullValue())
                .body("nodes[0].checks.check", hasItem("health"))
                .body("nodes[0].checks[1].ok", equalTo(null)));
    }

    private static ValidatableResponse begin(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post(FLEET + "/deployments")
                .then();
    }

    private static ValidatableResponse begin(String body, String key) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .body(body)
                .post(FLEET + "/deployments")
                .then();
    }
}
