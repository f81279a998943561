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
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: deployments begin inside the fleet's windows and at their appointed times alone, say what they wait for, and
 * begin in spite of that when somebody who may says why.
 *
 * <p>Method: the whole application, with a node that takes connections and says nothing: a deployment has begun when it
 * connects. Windows are put half a year from today, or are always; where time must pass, the stored row is changed.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected and set before each
class WindowApiTest {
    private static final String NAME = "windowed";
    private static final String FLEET = "/api/v1/fleets/" + NAME;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String NEVER_SHOWN =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    private static final String ALWAYS = "* * * * *";

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
        node.setSoTimeout((int) LONG.toMillis());
        given().post("/api/v1/keys/" + NAME);
        windows("");
        for (var version : new String[] {"1", "2"}) {
            given().multiPart("version", version)
                    .multiPart("artifact", "app.zip", Zips.of("app.txt", version))
                    .post("/api/v1/applications/" + NAME + "/releases");
        }
    }

    @AfterEach
    void nothing_is_under_way_any_more() throws Exception {
        windows("");
        for (var number : open()) {
            given().contentType("application/json").body("{}").post("/api/v1/deployments/" + number + "/cancel");
        }
        node.close();
        given().delete(FLEET + "/hold").then().statusCode(204);
        given().delete(FLEET + "/hold?automatic=true").then().statusCode(204);
        Awaitility.await().atMost(LONG).untilAsserted(() -> assertThat(open()).isEmpty());
    }

    @Test
    void outside_its_windows_it_waits_says_for_what_and_begins_when_one_is_open() throws Exception {
        windows("windows: [{open: \"%s\", for: 1h, zone: Europe/Berlin, name: nights}]".formatted(far()));
        var number = number(ask("{\"release\":\"1\"}"));
        given().get("/api/v1/deployments/" + number)
                .then()
                .body("status", equalTo("queued"))
                .body("statusReason", containsString("waits for its window: nights ("))
                .body("statusReason", containsString("; opens "))
                .body("stop.by", equalTo("window"))
                .body("stop.until", notNullValue());
        given().get(FLEET).then().body("window.state", equalTo("closed")).body("window.told", containsString("opens"));
        assertThat(holds.objectionToTrigger(NAME, "1")).isNull();

        windows("windows: [{open: \"%s\", for: 1h, zone: Europe/Berlin}]".formatted(ALWAYS));
        begins();
    }

    @Test
    void when_a_window_opens_what_waited_begins_by_itself() throws Exception {
        windows("windows: [{open: \"%s\", for: 1h, zone: UTC}]".formatted(ALWAYS));
        row("state = 'closed', changes_at = now() + interval '1 hour'");
        var number = number(ask("{\"release\":\"1\"}"));
        status(number, "queued");
        row("changes_at = now()"); // its time is over: what the document says is open
        begins();
    }

    @Test
    void a_rollback_is_not_kept_waiting() throws Exception {
        windows("windows: [{open: \"%s\", for: 1h, zone: Europe/Berlin}]".formatted(far()));
        given().contentType("application/json")
                .body("{\"to\":\"1\"}")
                .post(FLEET + "/rollbacks")
                .then()
                .statusCode(202);
        begins();
    }

    @Test
    void in_a_freeze_nothing_new_is_taken_and_what_was_queued_waits() throws Exception {
        windows("windows: [{open: \"%s\", for: 1h, zone: Europe/Berlin}]".formatted(far()));
        var before = number(ask("{\"release\":\"1\"}"));
        windows("windows: [{freeze: \"%s\", for: 2d, zone: Europe/Berlin, reason: \"the end of the year\"}]"
                .formatted(ALWAYS));

        for (var body : new String[] {"{\"release\":\"1\"}", "{\"kind\":\"restart\",\"release\":\"1\"}"}) {
            ask(body)
                    .statusCode(409)
                    .body("type", containsString("fleet-on-hold"))
                    .body("detail", containsString("frozen until "))
                    .body("detail", containsString("the end of the year"))
                    .body("detail", containsString("\"override\": true"));
        }
        assertThat(holds.objectionToTrigger(NAME, "1")).contains("the end of the year");
        assertThat(deployments.trigger(new Request(Kind.DEPLOY, NAME, "1", "github:acme/shop#1", null, null)))
                .isInstanceOf(Requested.OnHold.class);
        given().get("/api/v1/deployments/" + before)
                .then()
                .body("status", equalTo("queued"))
                .body("stop.by", equalTo("freeze"))
                .body("statusReason", containsString("the end of the year"));
        given().get(FLEET).then().body("window.state", equalTo("frozen"));
    }

    @Test
    void a_row_whose_time_is_over_stops_everything_also_for_who_waited_for_a_lock_since_before() throws Exception {
        windows("windows: [{open: \"%s\", for: 1h, zone: UTC}]".formatted(ALWAYS));
        var number = number(ask("{\"release\":\"1\",\"at\":\"" + in(Duration.ofDays(1)) + "\"}"));
        // Undone in the end, so that the clocks of the application see none of it.
        var seen = sql.<List<Boolean>, RuntimeException>transaction(c -> {
            Sql.update(c, "update deployment set not_before = null where number = ?", number);
            Sql.update(
                    c,
                    "update fleet_window set changes_at = clock_timestamp() + interval '300 ms' where fleet = ?",
                    NAME);
            var open = stopped(c, number);
            Sql.list(c, row -> 0, "select pg_sleep(0.4)");
            var late = stopped(c, number);
            c.rollback();
            return List.of(open, late);
        });
        assertThat(seen).containsExactly(false, true);
    }

    @Test
    void a_hold_a_freeze_and_a_window_are_overridden_with_a_reason() throws Exception {
        windows("windows: [{freeze: \"%s\", for: 2d, zone: Europe/Berlin, reason: quiet}]".formatted(ALWAYS));
        ask("{\"release\":\"1\",\"override\":true}").statusCode(422).body("field", equalTo("reason"));
        ask("{\"release\":\"1\",\"override\":\"yes\",\"reason\":\"x\"}")
                .statusCode(422)
                .body("field", equalTo("override"));
        var number = number(ask("{\"release\":\"1\",\"override\":true,\"reason\":\"a leak\"}"));
        var connection = node.accept();
        given().get("/api/v1/deployments/" + number)
                .then()
                .body("overridden.what", containsString("frozen until"))
                .body("overridden.what", containsString("quiet"))
                .body("overridden.by", equalTo("api"))
                .body("overridden.reason", equalTo("a leak"));
        assertThat(audited("deployment.deploy")).anyMatch(told -> told.contains("in spite of: frozen until"));
        connection.close();
    }

    @Test
    void one_that_waits_is_let_begin_once_and_the_others_go_on_waiting() throws Exception {
        windows("windows: [{open: \"%s\", for: 1h, zone: Europe/Berlin}]".formatted(far()));
        var first = number(ask("{\"release\":\"1\"}"));
        var second = number(ask("{\"release\":\"2\"}"));
        override(second, "{}").statusCode(422).body("field", equalTo("reason"));
        override(second, "{\"reason\":\"a leak\"}").statusCode(202);

        var connection = node.accept();
        status(first, "queued");
        given().get("/api/v1/deployments/" + second)
                .then()
                .body("overridden.what", containsString("its window: "))
                .body("overridden.reason", equalTo("a leak"));
        override(second, "{\"reason\":\"again\"}").statusCode(409).body("type", containsString("not-now"));
        override(999_999, "{\"reason\":\"x\"}").statusCode(404);
        assertThat(audited("deployment.override")).anyMatch(told -> told.contains("a leak"));
        connection.close();
    }

    @Test
    void begins_at_its_time_and_not_before_and_others_go_first_meanwhile() throws Exception {
        var then = in(Duration.ofSeconds(8));
        var later = number(ask("{\"release\":\"1\",\"at\":\"" + then + "\"}"));
        given().get("/api/v1/deployments/" + later)
                .then()
                .body("status", equalTo("queued"))
                .body("notBefore", equalTo(then.toString()))
                .body("stop.by", equalTo("time"))
                .body("statusReason", containsString(then.toString()));
        var now = number(ask("{\"release\":\"2\"}"));
        var connection = node.accept();
        given().get("/api/v1/deployments/" + now).then().body("queuedBehind", nullValue());
        status(later, "queued");
        connection.close();
        Thread.startVirtualThread(() -> hangUp(node)); // from now on each fails
        Awaitility.await().atMost(LONG).untilAsserted(() -> status(later, "failed"));
        assertThat(startedAt(later)).isAfterOrEqualTo(then);
    }

    @Test
    void the_time_is_one_to_come_and_near_enough_and_part_of_what_was_asked_for() {
        ask("{\"release\":\"1\",\"at\":\"tomorrow\"}").statusCode(422).body("field", equalTo("at"));
        ask("{\"release\":\"1\",\"at\":\"2027-01-01T00:00:00\"}")
                .statusCode(422)
                .body("field", equalTo("at"));
        ask("{\"release\":\"1\",\"at\":\"2020-01-01T00:00:00Z\"}")
                .statusCode(422)
                .body("field", equalTo("at"))
                .body("detail", containsString("over already"));
        ask("{\"release\":\"1\",\"at\":\"" + in(Duration.ofDays(367)) + "\"}")
                .statusCode(422)
                .body("detail", containsString("366 days"));

        var then = in(Duration.ofDays(2));
        var first = number(keyed("{\"release\":\"1\",\"at\":\"" + then + "\"}"));
        assertThat(number(keyed("{\"release\":\"1\",\"at\":\"" + then.atOffset(ZoneOffset.ofHours(2)) + "\"}")))
                .isEqualTo(first);
        keyed("{\"release\":\"1\"}").statusCode(422).body("type", containsString("key-reused"));
        given().contentType("application/json")
                .body("{}")
                .post("/api/v1/deployments/" + first + "/cancel")
                .then()
                .statusCode(202);
        Awaitility.await().atMost(LONG).untilAsserted(() -> status(first, "cancelled"));
    }

    @Test
    void a_time_after_a_hold_is_taken_and_one_within_is_not() {
        given().body("{\"reason\":\"disks\",\"for\":\"4h\"}")
                .put(FLEET + "/hold")
                .then()
                .statusCode(200);
        ask("{\"release\":\"1\",\"at\":\"" + in(Duration.ofHours(3)) + "\"}")
                .statusCode(409)
                .body("detail", containsString("disks"));
        ask("{\"release\":\"1\",\"at\":\"" + in(Duration.ofHours(5)) + "\"}").statusCode(202);
    }

    @Test
    void an_appointment_neither_replaces_nor_is_replaced() throws Exception {
        windows("supersede: true\nwindows: [{open: \"%s\", for: 1h, zone: Europe/Berlin}]".formatted(far()));
        var waits = number(ask("{\"release\":\"1\"}"));
        var appointed = number(ask("{\"release\":\"1\",\"at\":\"" + in(Duration.ofDays(1)) + "\"}"));
        status(waits, "queued");
        var newer = number(ask("{\"release\":\"2\"}"));
        status(waits, "superseded");
        status(appointed, "queued");
        status(newer, "queued");
    }

    private static void hangUp(ServerSocket node) {
        while (true) {
            try {
                node.accept().close();
            } catch (IOException _) {
                return; // the test is over
            }
        }
    }

    private void begins() throws Exception {
        node.accept().close();
    }

    /** A time about half a year from today. */
    private static String far() {
        var then = Instant.now().atOffset(ZoneOffset.UTC).plusMonths(6);
        return "0 3 15 " + then.getMonthValue() + " *";
    }

    private static Instant in(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    }

    private void windows(String more) {
        given().contentType("text/plain")
                .body("""
                        fleet: %s
                        application: %s
                        environment: test
                        pipeline: generic
                        deployPath: /srv/shop
                        ssh: {user: deploy, port: %d, key: %s}
                        nodes: [{name: web-1, host: 127.0.0.1, hostKey: "%s"}]
                        %s
                        """.formatted(NAME, NAME, node.getLocalPort(), NAME, NEVER_SHOWN, more))
                .put(FLEET)
                .then()
                .statusCode(org.hamcrest.Matchers.oneOf(200, 201));
    }

    private void row(String set) throws Exception {
        sql.<Integer, RuntimeException>transaction(
                c -> Sql.update(c, "update fleet_window set " + set + " where fleet = ?", NAME));
    }

    private static boolean stopped(java.sql.Connection c, long number) throws java.sql.SQLException {
        return Sql.number(c, "select count(*) from deployment d where number = ? and deployment_frozen(d)", number)
                == 1;
    }

    private static ValidatableResponse ask(String body) {
        return given().contentType("application/json")
                .body(body)
                .post(FLEET + "/deployments")
                .then();
    }

    private static ValidatableResponse keyed(String body) {
        return given().contentType("application/json")
                .header("Idempotency-Key", "the-time")
                .body(body)
                .post(FLEET + "/deployments")
                .then();
    }

    private static ValidatableResponse override(long number, String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/api/v1/deployments/" + number + "/override")
                .then();
    }

    private static long number(ValidatableResponse accepted) {
        return accepted.statusCode(202).extract().<Integer>path("number").longValue();
    }

    private static Instant startedAt(long number) {
        return Instant.parse(given().get("/api/v1/deployments/" + number).<String>path("startedAt"));
    }

    private static void status(long number, String expected) {
        assertThat(given().get("/api/v1/deployments/" + number).<String>path("status"))
                .as("deployment %d", number)
                .isEqualTo(expected);
    }

    private List<Long> open() throws Exception {
        return sql.<List<Long>, RuntimeException>transaction(c -> Sql.list(
                c,
                row -> row.getLong(1),
                "select number from deployment where fleet = ? and finished_at is null order by number desc",
                NAME));
    }

    private List<String> audited(String action) throws Exception {
        return sql.<List<String>, RuntimeException>transaction(
                c -> Sql.list(c, row -> row.getString(1), "select detail from audit where action = ?", action));
    }
}
