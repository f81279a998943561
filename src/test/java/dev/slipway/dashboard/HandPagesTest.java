package dev.slipway.dashboard;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.filter.cookie.CookieFilter;
import io.restassured.response.Response;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: a fleet is frozen and let go, and a server taken out, by plain forms. Method: the forms of the real pages, sent
 * as a browser without scripts sends them.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class HandPagesTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([0-9a-f]{32})\"");

    private final CookieFilter browser = new CookieFilter();

    @BeforeEach
    void a_fleet_with_nothing_live() {
        given().contentType("text/plain").body("""
                        fleet: pages-by-hand
                        application: pages-by-hand
                        environment: test
                        pipeline: generic
                        deployPath: /srv/shop
                        ssh: {user: deploy, port: 1, keyFile: /nowhere}
                        balancers: {edge: {driver: haproxy, endpoints: ["tcp://127.0.0.1:1"], backend: shop}}
                        nodes:
                          - {name: hand-1, host: 127.0.0.1, members: {edge: hand-1}}
                          - {name: hand-2, host: 127.0.0.1, members: {edge: hand-2}}
                        """).put("/api/v1/fleets/pages-by-hand");
    }

    @Test
    void a_fleet_is_held_and_lifted_on_its_page() {
        var fleet = "/fleets/pages-by-hand";
        var token = token(page(fleet));
        assertThat(send(fleet + "/hold", token, Map.of("length", "4h")).statusCode())
                .as("without a reason")
                .isEqualTo(400);
        assertThat(send(fleet + "/hold", "0".repeat(32), Map.of("reason", "x", "length", "4h"))
                        .statusCode())
                .isEqualTo(403);

        var held = send(fleet + "/hold", token, Map.of("reason", "moving <house>", "length", "4h"));
        assertThat(held.statusCode()).isEqualTo(303);
        var page = page(fleet);
        assertThat(page)
                .contains("On hold by dashboard")
                .contains("moving &lt;house&gt;")
                .contains("It ends by itself on")
                .doesNotContain("Hold new deployments");

        assertThat(send(fleet + "/hold/lift", token(page), Map.of()).statusCode())
                .isEqualTo(303);
        assertThat(page(fleet)).doesNotContain("On hold by").contains("Hold new deployments");
    }

    @Test
    void a_server_that_cannot_be_taken_out_now_says_why() {
        var server = page("/servers/hand-1");
        assertThat(server).contains("Take it out of rotation");
        var path = "/fleets/pages-by-hand/servers/hand-1/out";
        assertThat(send(path, token(server), Map.of()).statusCode())
                .as("without a reason")
                .isEqualTo(400);
        var refused = send(path, token(server), Map.of("reason", "new disk"));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("Nothing is live");
        assertThat(send("/fleets/pages-by-hand/servers/nobody/out", token(server), Map.of("reason", "x"))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_balancer_that_does_not_answer_is_not_agreed_with() {
        var token = token(page("/servers/hand-1"));
        var refused = send("/fleets/pages-by-hand/balancers/edge/accept", token, Map.of("seen", ""));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("HAProxy");
    }

    private String page(String path) {
        return given().filter(browser)
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private Response send(String path, String token, Map<String, String> fields) {
        return given().filter(browser)
                .redirects()
                .follow(false)
                .header("Sec-Fetch-Site", "same-origin")
                .contentType("application/x-www-form-urlencoded")
                .formParams(fields)
                .formParam("token", token)
                .post(path);
    }

    private static String token(String page) {
        var found = TOKEN.matcher(page);
        assertThat(found.find()).as("a form with its token").isTrue();
        return found.group(1);
    }
}
