package dev.slipway.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.slipway.access.ReachableProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ReachableProfile.class)
class FleetApiTest {
    private static final String TOKEN = ReachableProfile.TOKEN;

    @Test
    void refuses_a_call_without_the_token() {
        given().when().get("/api/v1/fleets").then().statusCode(401).contentType("application/problem+json");
        given().auth().oauth2("wrong").when().get("//api/v1/keys").then().statusCode(not(equalTo(200)));
    }

    @Test
    void creates_replaces_shows_and_removes_a_fleet() {
        for (int status : new int[] {201, 200}) {
            known().contentType("text/plain")
                    .body(document("one", "some-key"))
                    .put("/api/v1/fleets/one")
                    .then()
                    .statusCode(status)
                    .body("nodes[0].name", equalTo("web-1"));
        }
        known().get("/api/v1/fleets").then().statusCode(200).body("name", hasItem("one"));
        known().get("/api/v1/fleets/one").then().body("environment", equalTo("test"));
        known().delete("/api/v1/fleets/one").then().statusCode(204);
        known().get("/api/v1/fleets/one").then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void takes_json_and_lists_every_mistake_at_once() {
        known().contentType("application/json")
                .body("{\"fleet\": \"two\", \"nods\": []}")
                .put("/api/v1/fleets/two")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("mistakes.field", hasItem("nods"))
                .body("mistakes.field", hasItem("deployPath"))
                .body("type", startsWith("urn:"));
        known().contentType("text/plain")
                .body(document("other", "k"))
                .put("/api/v1/fleets/two")
                .then()
                .statusCode(422)
                .body("mistakes[0].field", equalTo("fleet"));
    }

    @Test
    void keeps_a_key_that_a_fleet_uses_and_never_shows_it() {
        known().post("/api/v1/keys/made")
                .then()
                .statusCode(201)
                .body("publicKey", startsWith("ssh-ed25519 "))
                .body("fingerprint", startsWith("SHA256:"))
                .body(not(containsString("PRIVATE")));
        known().post("/api/v1/keys/made").then().statusCode(409);
        known().contentType("text/plain").body(document("three", "made")).put("/api/v1/fleets/three");
        known().delete("/api/v1/keys/made").then().statusCode(409).body("detail", containsString("three"));
        known().delete("/api/v1/fleets/three").then().statusCode(204);
        known().delete("/api/v1/keys/made").then().statusCode(204);
    }

    @Test
    void refuses_what_is_no_key() {
        known().contentType("text/plain")
                .body("hello")
                .put("/api/v1/keys/bad")
                .then()
                .statusCode(422)
                .body("mistakes[0].problem", containsString("no private key"));
    }

    @Test
    void a_channel_that_can_be_told_nothing_is_a_warning_and_no_mistake() {
        known().contentType("text/plain")
                .body(document("warned", "k")
                        + "notifications: [{email: [ops@example.com]}, {slack: no-such-chat}, {github: acme/shop}]\n")
                .put("/api/v1/fleets/warned")
                .then()
                .statusCode(201)
                .body("name", equalTo("warned"))
                .body("warnings", hasSize(2))
                .body("warnings[0]", containsString("email ops@example.com"))
                .body("warnings[0]", containsString("quarkus.mailer.from"))
                .body("warnings[1]", containsString("There is no secret no-such-chat yet"));
        assertThat(known().get("/fleets/warned").asString()).contains("quarkus.mailer.from", "no-such-chat");

        known().contentType("text/plain")
                .body(document("warned", "k"))
                .put("/api/v1/fleets/warned")
                .then()
                .statusCode(200)
                .body("warnings", empty());
        assertThat(known().get("/fleets/warned").asString()).doesNotContain("quarkus.mailer.from");
        known().delete("/api/v1/fleets/warned").then().statusCode(204);
    }

    private static RequestSpecification known() {
        return given().config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs("application/yaml", ContentType.TEXT)
                                .encodeContentTypeAs("application/x-pem-file", ContentType.TEXT)))
                .auth()
                .oauth2(TOKEN);
    }

    private static String document(String fleet, String key) {
        return """
                fleet: %s
                application: shop
                environment: test
                pipeline: generic
                deployPath: /srv/shop
                ssh: {user: deploy, key: %s}
                nodes: [{name: web-1, host: 127.0.0.1}]
                """.formatted(fleet, key);
    }
}
