package dev.slipway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.engine.Deployments;
import dev.slipway.fleet.Fleets;
import dev.slipway.history.History;
import dev.slipway.release.Releases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: nodes that are in two balancers of different kinds at once are deployed without losing a request at either, and
 * when one of them refuses, nothing is left half out.
 *
 * <p>Method: real {@code sshd}, nginx (over SSH) and HAProxy, with visitors at both.
 */
@QuarkusTest
@NullUnmarked
@WithTestResource(TestDatabase.class)
class TwoBalancersRealTest {
    @Inject
    Deployments deployments;

    @Inject
    History history;

    @Inject
    Fleets fleets;

    @Inject
    Releases releases;

    @TempDir
    Path folder;

    @BeforeAll
    static void needBoth() {
        RealHaproxy.mustBeThere();
        RealNginx.mustBeThere();
    }

    @Test
    void no_request_is_lost_at_either_and_a_refusal_leaves_nothing_half_out() throws Exception {
        var shop = new Shop(deployments, history, releases);
        try (var fleet = new RealFleet(folder, 2);
                var nginx = RealNginx.start(
                        Files.createDirectory(folder.resolve("nginx")),
                        fleet.ports().values())) {
            assertThat(fleets.put("twofold", document(fleet, nginx), "test")).isInstanceOf(Fleets.Put.Created.class);
            shop.add("50.0");
            shop.add("50.1");
            shop.add("50.2");
            shop.deployed("twofold", "50.0");

            try (var atNginx = new Traffic(nginx.port());
                    var atHaproxy = new Traffic(fleet.port())) {
                shop.deployed("twofold", "50.1");
                assertThat(atNginx.failures()).isEmpty();
                assertThat(atHaproxy.failures()).isEmpty();
                assertThat(atNginx.served()).isPositive();
                assertThat(atHaproxy.served()).isPositive();
            }
            assertThat(Files.readString(nginx.file())).doesNotContain(" down");
            assertThat(version(nginx.port())).isEqualTo("50.1");
            assertThat(version(fleet.port())).isEqualTo("50.1");

            Files.writeString(nginx.file().resolveSibling("zz.conf"), "server nonsense nonsense;\n");
            var refused = shop.deploy("twofold", "50.2");

            assertThat(refused.status()).isIn("failed", "rolled_back");
            assertThat(refused.statusReason()).contains("nonsense");
            assertThat(Files.readString(nginx.file())).doesNotContain(" down");
            assertThat(fleet.haproxy().say("show stat shop 4 -1"))
                    .doesNotContain("DRAIN")
                    .doesNotContain("MAINT");
            assertThat(version(fleet.port())).isEqualTo("50.1");
        }
    }

    /** HAProxy is left first: so it is HAProxy that has to be come back to when nginx refuses. */
    private static String document(RealFleet fleet, RealNginx nginx) {
        var server = fleet.servers().getFirst();
        var document = fleet.document("twofold", "").replace("health:\n", """
                  web:
                    driver: nginx
                    endpoints: ["ssh://%s@127.0.0.1:%d"]
                    keyFile: "%s"
                    hostKeys: ["%s"]
                    file: %s
                    pidFile: %s
                    test: "%s"
                    reload: "%s"
                health:
                """.formatted(
                        server.user(),
                        server.port(),
                        server.home().resolveSibling("user"),
                        server.hostKey(),
                        nginx.file(),
                        nginx.pidFile(),
                        nginx.test(),
                        nginx.reload()));
        for (var node : fleet.ports().entrySet()) {
            document = document.replace(
                    "members: {edge: " + node.getKey() + "}",
                    "members: {edge: " + node.getKey() + ", web: \"127.0.0.1:" + node.getValue() + "\"}");
        }
        return document;
    }

    private static String version(int port) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
