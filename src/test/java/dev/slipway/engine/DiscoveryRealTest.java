package dev.slipway.engine;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.TestDatabase;
import dev.slipway.balancer.BalancerConfig;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.Node;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.History;
import dev.slipway.real.RealFleet;
import dev.slipway.real.RealHaproxy;
import dev.slipway.real.Shop;
import dev.slipway.release.Releases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a server that appears where servers are looked up gets the live release and only then enters rotation; nothing
 * is lost when the source fails. Method: real {@code sshd} and HAProxy, the list of droplets behind a small server of
 * our own; the rounds are called one by one.
 */
@QuarkusTest
@NullUnmarked
@WithTestResource(TestDatabase.class)
class DiscoveryRealTest {
    private static final String NAME = "found";
    private static final String API = "/api/v1/fleets/" + NAME + "/discovery";
    private static final String TOKEN = "made-up-token-of-droplets";

    @Inject
    Deployments deployments;

    @Inject
    PoolFence fence;

    @Inject
    History history;

    @Inject
    Fleets fleets;

    @Inject
    Releases releases;

    @Inject
    BalancerConfig balancers;

    @TempDir
    Path folder;

    private HttpServer droplets;
    private String listed = "";
    private int status = 200;

    @BeforeAll
    static void needsHaproxy() {
        RealHaproxy.mustBeThere();
    }

    @BeforeEach
    void a_list_of_droplets() throws Exception {
        Files.writeString(Files.createDirectories(balancers.secrets()).resolve("droplets"), TOKEN);
        droplets = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        droplets.createContext("/v2/droplets", exchange -> {
            var known = ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            var body = "{\"droplets\": [%s], \"links\": {}}".formatted(listed).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? status : 401, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        droplets.start();
    }

    @AfterEach
    void without_it() {
        droplets.stop(0);
        fleets.remove(NAME, "test");
    }

    @Test
    void one_that_appears_is_caught_up_enters_rotation_and_is_deployed_to_like_the_others() throws Exception {
        var shop = new Shop(deployments, history, releases);
        try (var fleet = new RealFleet(folder, 2)) {
            fleet.haproxy().say("set server shop/web-2 state maint"); // it never was in
            put(document(fleet));
            shop.add("50.0");
            shop.add("50.1");
            assertThat(shop.deployed(NAME, "50.0").nodes())
                    .extracting(DeploymentView.Node::name)
                    .containsExactly("web-1");
            look().body("[0].source", equalTo("digitalocean-tag web"))
                    .body("[0].problem", nullValue())
                    .body("[0].nodes", hasSize(0));

            listed = droplet(202, "Web 2", "127.0.0.1");
            look().body("[0].nodes", hasSize(1))
                    .body("[0].nodes[0].name", equalTo("web-2"))
                    .body("[0].nodes[0].id", equalTo("202"))
                    .body("[0].nodes[0].members.edge", equalTo("web-2"))
                    .body("[0].nodes[0].hostKeyKnown", equalTo(true));
            assertThat(fleets.find(NAME).orElseThrow().nodes())
                    .extracting(Node::name)
                    .containsExactly("web-1", "web-2");
            assertThat(fleet.inService("web-2")).as("it has no release yet").isFalse();

            fence.look(fleets.find(NAME).orElseThrow());
            var caught = shop.over(
                    history.deployments(NAME, null, null, 1).getFirst().number());
            assertThat(caught.kind()).isEqualTo("catch-up");
            assertThat(caught.status()).as(caught.statusReason()).isEqualTo("succeeded");
            assertThat(fleet.current(1)).isEqualTo("50.0");
            assertThat(fleet.inService("web-2")).isTrue();

            status = 500;
            look().body("[0].problem", containsString("500")).body("[0].nodes", hasSize(1));
            status = 200;
            listed = "";
            look().body("[0].problem", containsString("no server at all")).body("[0].nodes", hasSize(1));

            assertThat(shop.deployed(NAME, "50.1").nodes())
                    .extracting(DeploymentView.Node::name)
                    .containsExactlyInAnyOrder("web-1", "web-2");
            assertThat(fleet.current(1)).isEqualTo("50.1");
            assertThat(fleet.inService("web-2")).isTrue();
        }
    }

    @Test
    void a_fleet_of_found_servers_alone_says_so_as_long_as_there_is_none() throws Exception {
        try (var fleet = new RealFleet(folder, 2)) {
            var document = document(fleet);
            put(document.substring(0, document.indexOf("nodes:\n"))
                    + document.substring(document.indexOf("discovery:")));
            var shop = new Shop(deployments, history, releases);
            shop.add("51.0");

            var asked = shop.deploy(NAME, "51.0");

            assertThat(asked.status()).isEqualTo("failed");
            assertThat(asked.statusReason()).contains("has no nodes", "discovery");
            given().get("/fleets/" + NAME).then().statusCode(200).body(containsString("None yet"));
        }
    }

    private static io.restassured.response.ValidatableResponse look() {
        return given().post(API).then().statusCode(200);
    }

    private void put(String document) {
        assertThat(fleets.put(NAME, document, "test")).isInstanceOf(Fleets.Put.Created.class);
    }

    /** The first server is written; the second one would be found, and what {@code ssh} and the check say fits it. */
    private String document(RealFleet fleet) {
        var second = fleet.servers().getLast();
        var whole = fleet.document(NAME, "strategy: {minInService: 1}");
        return whole.substring(0, whole.lastIndexOf("  - name: web-2"))
                        .replace("host: 127.0.0.1", "host: localhost")
                        .replace(
                                "ssh: {user: deploy, keyFile: /unused}",
                                "ssh: {user: %s, port: %d, keyFile: \"%s\"}"
                                        .formatted(
                                                second.user(),
                                                second.port(),
                                                second.home().resolveSibling("user")))
                        .replace(
                                "port: 1, via",
                                "port: " + Objects.requireNonNull(fleet.ports().get("web-2")) + ", via")
                + """
                discovery:
                  - from: digitalocean-tag
                    tag: web
                    token: droplets
                    endpoint: http://127.0.0.1:%d
                    name: "{name}"
                    members: {edge: "web-{zone}"}
                    hostKeys: first-seen
                """.formatted(droplets.getAddress().getPort());
    }

    private static String droplet(int id, String name, String address) {
        return """
                {"id": %d, "name": "%s", "status": "active", "region": {"slug": "2"},
                 "networks": {"v4": [{"type": "private", "ip_address": "%s"}]}}""".formatted(id, name, address);
    }
}
