package dev.slipway.matrix;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.deployment.Kind;
import dev.slipway.engine.Deployments;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.History;
import dev.slipway.real.RealFleet;
import dev.slipway.real.RealHaproxy;
import dev.slipway.release.NewRelease;
import dev.slipway.release.Release;
import dev.slipway.release.Releases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a database that was restored from a backup does not drive nodes which have seen newer epochs, until a person
 * adopts them.
 *
 * <p>Method: real {@code sshd} and HAProxy. The fleet's counter is set back, as an old dump would have it.
 */
@QuarkusTest
@NullUnmarked
@WithTestResource(TestDatabase.class)
class Row13RestoredFromBackupTest {
    @Inject
    Deployments deployments;

    @Inject
    History history;

    @Inject
    Releases releases;

    @Inject
    DataSource database;

    @TempDir
    Path folder;

    @Test
    void nodes_refuse_it_until_a_person_adopts_them() throws Exception {
        RealHaproxy.mustBeThere();
        try (var fleet = new RealFleet(folder, 2)) {
            given().contentType("text/plain")
                    .body(fleet.document("restored", ""))
                    .put("/api/v1/fleets/restored")
                    .then()
                    .statusCode(201);
            add("13.0");
            add("13.1");
            assertThat(run("13.0").status()).isEqualTo("succeeded");
            assertThat(run("13.0").status()).isEqualTo("succeeded");
            setBackTheCounter();

            var refused = run("13.1");
            assertThat(refused.status()).isEqualTo("failed");
            assertThat(refused.statusReason())
                    .contains("restored from a backup")
                    .contains("must adopt");
            assertThat(fleet.current(0)).isEqualTo("13.0");
            assertThat(fleet.current(1)).isEqualTo("13.0");

            for (var node : new String[] {"web-1", "web-2"}) {
                given().post("/api/v1/fleets/restored/nodes/" + node + "/adopt")
                        .then()
                        .statusCode(200);
            }
            assertThat(run("13.1").status()).isEqualTo("succeeded");
            assertThat(fleet.current(1)).isEqualTo("13.1");
        }
    }

    private void setBackTheCounter() throws Exception {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("update fleet_epoch set epoch = 0 where fleet = 'restored'"))
                    .isEqualTo(1);
        }
    }

    private void add(String version) throws Exception {
        releases.add(
                "shop",
                new NewRelease(version, Release.Migrations.NONE, null, null, "test"),
                new ByteArrayInputStream(RealFleet.release(version, 200, "")));
    }

    private DeploymentView run(String release) throws Exception {
        var asked = deployments.request(new Deployments.Request(Kind.DEPLOY, "restored", release, "test", null, null));
        var number = ((Deployments.Requested.Accepted) asked).number();
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> history.deployment(number).orElseThrow().over());
        return history.deployment(number).orElseThrow();
    }
}
