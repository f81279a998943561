package dev.slipway.dashboard;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.Keys;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
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
    void servers_of_an_inventory_are_filled_in_and_stored_with_the_step_alone() {
        application();
        var page = read(
                        "[web]\nweb[1:2].example.com ansible_user=www ansible_port=2222\nbad ansible_host=\"{{ x }}\"\n",
                        "web")
                .asString();

        assertThat(page)
                .contains("2 servers were read", "web1 web1.example.com\nweb2 web2.example.com</textarea>")
                .contains("value=\"www\"", "value=\"2222\"", "bad: its address is encrypted or a template");
        assertThat(drafts.read()).doesNotContainKeys("servers", "user", "port");
        assertThat(fleets.find("shop-live")).isEmpty();
    }

    @Test
    void a_state_comes_as_a_file_that_is_larger_than_a_field_may_be() {
        var state = "{\"version\": 4, \"terraform_version\": \"1.9.5\", \"resources\": [{\"mode\": \"managed\","
                + " \"type\": \"hcloud_server\", \"name\": \"web\", \"instances\": [{\"attributes\":"
                + " {\"name\": \"web-1\", \"ipv4_address\": \"10.4.1.11\"}}]}]}";
        var page = browser()
                .multiPart("token", TOKEN)
                .multiPart("inventory", "")
                .multiPart("file", "terraform.tfstate", (state + " ".repeat(200_000)).getBytes(UTF_8))
                .post("/setup/servers/from");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.asString()).contains("1 server was read", "web-1 10.4.1.11</textarea>");
    }

    @Test
    void what_cannot_be_read_says_where_and_is_still_there() {
        assertThat(read("[web]\n<b>a</b> b\n", "").asString())
                .contains(
                        "No server was read",
                        "Line 2",
                        "[web]\n&lt;b&gt;a&lt;/b&gt; b",
                        "<details class=\"fold\" open>")
                .doesNotContain("<b>a</b>");
        assertThat(given().header("Sec-Fetch-Site", "same-origin")
                        .cookie(FormGuard.COOKIE, TOKEN)
                        .multiPart("token", "f".repeat(32))
                        .multiPart("inventory", "[web]\na\n")
                        .post("/setup/servers/from")
                        .asString())
                .doesNotContain("1 server was read");
    }

    private static Response read(String inventory, String group) {
        return browser()
                .multiPart("token", TOKEN)
                .multiPart("inventory", inventory)
                .multiPart("group", group)
                .post("/setup/servers/from");
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
        return browser().formParam("token", TOKEN);
    }

    private static RequestSpecification browser() {
        return given().redirects()
                .follow(false)
                .header("Sec-Fetch-Site", "same-origin")
                .cookie(FormGuard.COOKIE, TOKEN);
    }
}
