package dev.slipway.matrix;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.access.ClosedProfile;
import dev.slipway.access.Visitors;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.history.EventJson;
import dev.slipway.real.RealFleet;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** Fleets that ask for approval; nothing answers at the address of their node, so what begins fails at once. */
@ApplicationScoped
class ApprovalFleet {
    /** The node says nothing at all, so this key is not compared with any. */
    private static final String NEVER_SHOWN =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

    private final DataSource database;
    private final Set<String> uploaded = new HashSet<>();

    ApprovalFleet(DataSource database) {
        this.database = database;
    }

    /** Puts the fleet with this rule, and release 1 and 2 of its application. */
    void put(String name, String approvals) throws Exception {
        put(name, approvals, 1, 5);
    }

    void put(String name, String approvals, int port, int keep) throws Exception {
        admin().post("/api/v1/keys/approved");
        assertThat(admin().contentType("text/plain")
                        .body("""
                                fleet: %s
                                application: approved
                                environment: test
                                pipeline: generic
                                deployPath: /srv/shop
                                ssh: {user: deploy, port: %d, key: approved}
                                nodes: [{name: web-1, host: 127.0.0.1, hostKey: "%s"}]
                                strategy: {allowInterruption: true}
                                keepReleases: %d
                                approvals: %s
                                """.formatted(name, port, NEVER_SHOWN, keep, approvals))
                        .put("/api/v1/fleets/" + name)
                        .statusCode())
                .isIn(200, 201);
        upload("1");
        upload("2");
    }

    private void upload(String version) throws Exception {
        if (!uploaded.add(version)) {
            return;
        }
        var answer = admin().multiPart("version", version)
                .multiPart("artifact", "app.tar.gz", RealFleet.release(version, 200, "exit 0"))
                .post("/api/v1/applications/approved/releases");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
    }

    /** Somebody asks for release 1. */
    long deploy(String name, String session) {
        return number(ask(Visitors.with(session), name));
    }

    /** Somebody asks for a rollback to this release. */
    long rollBack(String name, String session, String release) {
        return number(Visitors.with(session)
                .contentType("application/json")
                .body("{\"to\": \"" + release + "\"}")
                .post("/api/v1/fleets/" + name + "/rollbacks"));
    }

    /** As if this release had been live there. */
    void wasLive(String name, String release) throws SQLException {
        sql("insert into deployment (fleet, kind, release, status, started_by, queued_at, started_at, finished_at,"
                + " last_entry) values ('" + name + "', 'deploy', '" + release
                + "', 'succeeded', 'test', now(), now(), now(), 1)");
        var event = EventJson.write(new Event.Queued(Kind.DEPLOY, name, release, "test", null, null));
        sql("insert into journal (deployment, number, at, epoch, event) select max(number), 1, now(), 0, '" + event
                + "'::jsonb from deployment");
    }

    /** Waits until the deployment has this status. */
    void becomes(long number, String status) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(get(number, "status"))
                .isEqualTo(status));
    }

    /** A program does. */
    long deployByToken(String name) {
        return number(ask(admin(), name));
    }

    private static Response ask(RequestSpecification who, String name) {
        return who.contentType("application/json")
                .body("{\"release\": \"1\"}")
                .post("/api/v1/fleets/" + name + "/deployments");
    }

    static long number(Response asked) {
        assertThat(asked.statusCode()).as(asked.asString()).isEqualTo(202);
        return asked.jsonPath().getLong("number");
    }

    /** Something of the deployment as programs read it. */
    String get(long number, String path) {
        Object found = admin().get("/api/v1/deployments/" + number).path(path);
        return String.valueOf(found);
    }

    /** Waits until it was tried and failed at the node. */
    void began(long number) {
        over(number);
        assertThat(get(number, "status")).isEqualTo("failed");
        assertThat(get(number, "startedAt")).isNotEqualTo("null");
    }

    /** Waits for its end. */
    void over(long number) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !get(number, "finishedAt")
                .equals("null"));
    }

    /** Whoever may do everything but approve. */
    static RequestSpecification admin() {
        return given().header("Authorization", "Bearer " + ClosedProfile.TOKEN);
    }

    void sql(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long count(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
