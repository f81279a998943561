package dev.slipway.dashboard;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.Keys;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: six plain forms lead from nothing to a stored fleet, and nothing is lost in between.
 *
 * <p>Method: the forms as a browser without scripts sends them; real fleets and keys, and a check that finds one fault.
 */
@QuarkusTest
@TestProfile(SampleProfile.class)
class SetupTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @Inject
    Fleets fleets;

    @Inject
    Keys keys;

    @Inject
    SetupDrafts drafts;

    @BeforeEach
    void begin() {
        drafts.write(Map.of(), "test");
        fleets.remove("shop-live", "test");
        keys.remove("shop-live", "test");
    }

    @Test
    void six_forms_make_a_fleet() {
        assertThat(given().redirects().follow(false).get("/setup").header("Location"))
                .endsWith("/setup/application");
        application();
        assertThat(given().redirects().follow(false).get("/setup").header("Location"))
                .endsWith("/setup/servers");

        assertThat(ours().formParam("servers", "web-1 10.4.1.11\n10.4.1.12")
                        .formParam("user", "deploy")
                        .formParam("port", "22")
                        .post("/setup/servers")
                        .header("Location"))
                .endsWith("/setup/servers");
        var fleet = fleets.find("shop-live").orElseThrow();
        assertThat(fleet.nodes())
                .extracting(node -> node.name() + " " + node.host())
                .containsExactly("web-1 10.4.1.11", "web-2 10.4.1.12");
        assertThat(given().get("/setup/servers").asString())
                .contains("restrict,port-forwarding,permitopen=&quot;127.0.0.1:9000&quot; ssh-ed25519 ");

        assertThat(ours().formParam("driver", "haproxy")
                        .formParam("endpoint", "tcp://10.4.0.2:9999")
                        .formParam("backend", "shop")
                        .post("/setup/balancer")
                        .header("Location"))
                .endsWith("/setup/build");
        assertThat(fleets.find("shop-live").orElseThrow().nodes())
                .allSatisfy(node -> assertThat(node.members()).containsEntry("edge", node.name()));
        assertThat(given().get("/setup/deploy").asString()).contains("See the plan");
    }

    @Test
    void a_mistake_is_told_at_its_step_and_what_was_written_is_still_there() {
        application();
        var page = ours().formParam("servers", "web-1 not/an/address")
                .formParam("user", "deploy")
                .post("/setup/servers");
        assertThat(page.asString()).contains("Not stored yet", "must be a host name", "web-1 not/an/address");
        assertThat(fleets.find("shop-live")).isEmpty();
        assertThat(given().get("/setup/application").asString()).contains("value=\"/srv/live\"");
    }

    @Test
    void a_form_from_another_site_changes_nothing() {
        given().redirects()
                .follow(false)
                .header("Sec-Fetch-Site", "cross-site")
                .cookie(FormGuard.COOKIE, TOKEN)
                .formParam("token", TOKEN)
                .formParam("application", "evil")
                .post("/setup/application")
                .then()
                .statusCode(403);
        assertThat(drafts.read()).isEmpty();
    }

    private static void application() {
        ours().formParam("application", "shop")
                .formParam("environment", "live")
                .formParam("deployPath", "/srv/live")
                .formParam("pipeline", "generic")
                .formParam("healthPath", "/health")
                .formParam("healthPort", "9000")
                .post("/setup/application")
                .then()
                .statusCode(303);
    }

    private static RequestSpecification ours() {
        return given().redirects()
                .follow(false)
                .header("Sec-Fetch-Site", "same-origin")
                .cookie(FormGuard.COOKIE, TOKEN)
                .formParam("token", TOKEN);
    }
}
