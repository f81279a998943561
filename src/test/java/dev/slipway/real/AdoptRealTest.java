package dev.slipway.real;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.slipway.TestDatabase;
import dev.slipway.fleet.Installation;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected fields and JUnit's own
class AdoptRealTest {
    @Inject
    Installation installation;

    @TempDir
    Path folder;

    @Test
    void a_node_of_another_installation_is_taken_over_when_a_person_says_so() throws Exception {
        RealHaproxy.mustBeThere();
        try (var fleet = new RealFleet(folder, 1)) {
            given().contentType("text/plain")
                    .body(fleet.document("adopted", ""))
                    .put("/api/v1/fleets/adopted")
                    .then()
                    .statusCode(201);
            var state =
                    Files.createDirectories(fleet.servers().getFirst().home().resolve(".slipway"));
            var owner = Files.writeString(state.resolve("installation"), "another00000\n");

            given().post("/api/v1/fleets/adopted/nodes/web-1/adopt")
                    .then()
                    .statusCode(200)
                    .body("installation", equalTo(installation.id()));

            assertThat(Files.readString(owner).strip()).isEqualTo(installation.id());
            given().post("/api/v1/fleets/adopted/nodes/web-9/adopt").then().statusCode(404);
        }
    }
}
