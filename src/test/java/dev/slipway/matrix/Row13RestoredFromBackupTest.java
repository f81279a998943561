package dev.slipway.matrix;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.engine.Deployments;
import dev.slipway.history.History;
import dev.slipway.real.RealFleet;
import dev.slipway.real.RealHaproxy;
import dev.slipway.real.Shop;
import dev.slipway.release.Releases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import javax.sql.DataSource;
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
        var shop = new Shop(deployments, history, releases);
        try (var fleet = new RealFleet(folder, 2)) {
            given().contentType("text/plain")
                    .body(fleet.document("restored", ""))
                    .put("/api/v1/fleets/restored")
                    .then()
                    .statusCode(201);
            shop.add("13.0");
            shop.add("13.1");
            shop.deployed("restored", "13.0");
            shop.deployed("restored", "13.0");
            setBackTheCounter();

            var refused = shop.deploy("restored", "13.1");
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
            shop.deployed("restored", "13.1");
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
}
