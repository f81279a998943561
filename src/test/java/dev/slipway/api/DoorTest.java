package dev.slipway.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.slipway.access.ReachableProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ReachableProfile.class)
class DoorTest {
    private static final String TOKEN = ReachableProfile.TOKEN;

    @Test
    void the_interface_metrics_and_its_description_want_the_token() {
        for (var path : List.of("/api/v1/deployments", "/api/nothing", "/q/metrics", "/q/openapi", "/q/openapi?a=b")) {
            given().get(path)
                    .then()
                    .statusCode(401)
                    .contentType(Problem.MEDIA_TYPE)
                    .header("WWW-Authenticate", startsWith("Bearer"))
                    .body("type", equalTo("urn:slipway:problem:unauthorized"));
        }
        for (var path : List.of("/api/v1/deployments", "/q/metrics", "/q/openapi")) {
            given().auth().oauth2(TOKEN).get(path).then().statusCode(200);
        }
        given().auth().oauth2(TOKEN + "x").get("/q/metrics").then().statusCode(401);
        given().get("/q/health/live").then().statusCode(200);
    }

    @Test
    void no_other_spelling_of_an_address_gets_by() throws IOException {
        for (var path : List.of(
                "//api/v1/deployments",
                "/x/../api/v1/deployments",
                "/%61pi/v1/deployments",
                "/api;a=b/v1/deployments",
                "/q/./openapi",
                "/q//openapi",
                "/q/%6fpenapi",
                "/q;a/openapi",
                "/q/openapi;a",
                "/;a/api/v1/deployments")) {
            Assertions.assertThat(status(path)).as(path).isNotEqualTo(200);
        }
    }

    @Test
    void a_request_without_a_host_is_told_so_and_nothing_of_the_program() throws IOException {
        Assertions.assertThat(answer("GET /api/v1/deployments HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("content-type: " + Problem.MEDIA_TYPE)
                .contains("urn:slipway:problem:bad-request")
                .doesNotContain("stack", "Error id");
    }

    @Test
    void the_description_names_the_calls() {
        given().auth()
                .oauth2(TOKEN)
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body(containsString("/api/v1/fleets/{fleet}/deployments"))
                .body(containsString("/api/v1/deployments/{number}/events"))
                .body(containsString("multipart/form-data"));
    }

    private static int status(String path) throws IOException {
        var answer = answer("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        return Integer.parseInt(answer.substring(9, 12));
    }

    /** Written by hand, for clients mend requests on the way. */
    private static String answer(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
