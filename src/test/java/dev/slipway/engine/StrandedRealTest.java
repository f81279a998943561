package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.fleet.Fleets;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.History;
import dev.slipway.real.RealFleet;
import dev.slipway.real.RealHaproxy;
import dev.slipway.real.Shop;
import dev.slipway.release.Releases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a node that a deployment left drained comes back as soon as it is fit, and not before; what a person took out
 * stays out.
 *
 * <p>Method: real {@code sshd} and HAProxy. A restart that cannot succeed on one node leaves it drained, with the old
 * release still running; the reason is mended later.
 */
@QuarkusTest
@NullUnmarked
@WithTestResource(TestDatabase.class)
class StrandedRealTest {
    @Inject
    Deployments deployments;

    @Inject
    Stranded stranded;

    @Inject
    History history;

    @Inject
    Fleets fleets;

    @Inject
    Releases releases;

    @TempDir
    Path folder;

    @Test
    void comes_back_when_it_proves_itself_fit_and_a_person_s_stays_out() throws Exception {

        RealHaproxy.mustBeThere();
        var shop = new Shop(deployments, history, releases);
        try (var fleet = new RealFleet(folder, 4)) {
            var document = fleet.document("stranded", "strategy: {capacityTimeout: 20s, minInService: 1}");
            assertThat(fleets.put("stranded", document, "test")).isInstanceOf(Fleets.Put.Created.class);
            shop.add("10.0");
            shop.add("10.1");
            shop.deployed("stranded", "10.0");
            fleet.haproxy().say("set server shop/web-4 state maint");

            var shared = fleet.servers().get(1).home().resolve("shop/shared");
            var pid = Files.readString(shared.resolve("pid"));
            Files.delete(shared.resolve("pid"));
            Files.createDirectory(shared.resolve("pid"));
            try {
                var failed = shop.deploy("stranded", "10.1");
                assertThat(failed.status()).isEqualTo("failed");
                assertThat(failed.statusReason()).contains("web-2");
                assertThat(state(fleet, "web-2")).isNotEqualTo("2");

                stop(pid);
                stranded.sweep();
                assertThat(history.deployment(failed.number() + 1)).isEmpty();
            } finally {
                Files.deleteIfExists(shared.resolve("pid"));
            }
            restart(shared);

            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                stranded.sweep();
                assertThat(state(fleet, "web-2")).isEqualTo("2");
            });
            var number =
                    history.deployments("stranded", null, null, 1).getFirst().number();
            var back = shop.over(number);
            assertThat(back.status()).isEqualTo("succeeded");
            assertThat(back.kind()).isEqualTo("catch-up");
            assertThat(back.nodes()).extracting(DeploymentView.Node::name).containsExactly("web-2");
            assertThat(state(fleet, "web-4")).as("taken out by a person").isNotEqualTo("2");
        }
    }

    /** As HAProxy numbers operational states: 2 is running and in service. */
    private static String state(RealFleet fleet, String server) throws Exception {
        var words = fleet.state(server);
        return words[6].equals("0") ? words[5] : words[5] + " admin " + words[6];
    }

    private static void stop(String pid) {
        ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(p -> {
            p.destroyForcibly();
            p.onExit().join();
        });
    }

    /** As a person would on the server. */
    private static void restart(Path shared) throws Exception {
        var current = shared.resolveSibling("current");
        var script = new ProcessBuilder("sh", current.resolve("bin/restart").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        script.environment().put("SLIPWAY_SHARED_PATH", shared.toString());
        assertThat(script.start().waitFor()).isZero();
    }
}
