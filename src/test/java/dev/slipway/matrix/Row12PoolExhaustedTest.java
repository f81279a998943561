package dev.slipway.matrix;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.real.RealFleet;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Goal: people who look at pages cannot starve a deployment.
 *
 * <p>Method: all connections of the web side are held while a deployment talks to a node that says nothing or hangs up.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected fields
class Row12PoolExhaustedTest {
    /** The node says nothing at all, so this key is not compared with any. */
    private static final String NEVER_SHOWN =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

    @Inject
    AgroalDataSource web;

    @Inject
    Config config;

    @Test
    void heartbeats_go_on_and_the_deployment_stays_where_it_is() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var direct = connect()) {
            var number = begin(silent.getLocalPort());
            silent.setSoTimeout(30_000);
            var first = silent.accept();
            Awaitility.await().until(() -> heartbeat(direct, number) != null);
            var held = takeAll();
            try {
                given().get("/api/v1/deployments").then().statusCode(503);
                first.close();
                silent.accept().close(); // for the next try the key was read
                var before = heartbeat(direct, number);
                for (var beat = 0; beat < 2; beat++) {
                    var last = before;
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(20))
                            .until(() -> !last.equals(heartbeat(direct, number)));
                    before = heartbeat(direct, number);
                }
                assertThat(text(
                                direct,
                                "select count(*)::text from journal where deployment = ? and event->>'is' = 'owned'",
                                number))
                        .isEqualTo("1");
            } finally {
                for (var connection : held) {
                    connection.close();
                }
            }
            given().get("/api/v1/deployments").then().statusCode(200);
            given().contentType("application/json")
                    .body("{}")
                    .post("/api/v1/deployments/" + number + "/cancel")
                    .then()
                    .statusCode(202);
        }
    }

    private static long begin(int port) throws IOException {
        given().post("/api/v1/keys/starved").then().statusCode(201);
        given().contentType("text/plain")
                .body("""
                        fleet: starved
                        application: starved
                        environment: test
                        pipeline: generic
                        deployPath: /srv/shop
                        ssh: {user: deploy, port: %d, key: starved}
                        nodes: [{name: web-1, host: 127.0.0.1, hostKey: "%s"}]
                        strategy: {allowInterruption: true}
                        """.formatted(port, NEVER_SHOWN))
                .put("/api/v1/fleets/starved")
                .then()
                .statusCode(201);
        given().multiPart("version", "1")
                .multiPart("artifact", "app.tar.gz", RealFleet.release("1", 200, "exit 0"))
                .post("/api/v1/applications/starved/releases")
                .then()
                .statusCode(201);
        return given().contentType("application/json")
                .body("{\"release\":\"1\"}")
                .post("/api/v1/fleets/starved/deployments")
                .then()
                .statusCode(202)
                .extract()
                .<Integer>path("number");
    }

    /** All that there are; none stays taken when that does not go well, or every later test would starve. */
    private List<Connection> takeAll() throws SQLException {
        var held = new ArrayList<Connection>();
        var all = web.getConfiguration().connectionPoolConfiguration().maxSize();
        try {
            while (held.size() < all) {
                held.add(web.getConnection());
            }
            return held;
        } catch (SQLException e) {
            for (var connection : held) {
                connection.close();
            }
            throw e;
        }
    }

    private static String heartbeat(Connection direct, long number) throws SQLException {
        return text(direct, "select last_heartbeat::text from scheduled_tasks where task_instance::bigint = ?", number);
    }

    private static String text(Connection direct, String sql, long number) throws SQLException {
        try (var statement = direct.prepareStatement(sql)) {
            statement.setLong(1, number);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                config.getValue("quarkus.datasource.jdbc.url", String.class),
                config.getValue("quarkus.datasource.username", String.class),
                config.getValue("quarkus.datasource.password", String.class));
    }
}
