package dev.slipway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.deployment.Kind;
import dev.slipway.engine.Deployments;
import dev.slipway.engine.Deployments.Request;
import dev.slipway.engine.Deployments.Requested;
import dev.slipway.fleet.Fleets;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.History;
import dev.slipway.release.NewRelease;
import dev.slipway.release.Release;
import dev.slipway.release.Releases;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the main job, for real.
 *
 * <p>Method: three real {@code sshd} servers behind a real HAProxy that retries nothing, with visitors all along. Each
 * deployment must leave the fleet as it says, with no request lost.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected fields and JUnit's own
class RollingDeploymentRealTest {
    private static final String MIGRATE = "echo migrated >>\"$SLIPWAY_SHARED_PATH/../../migrations\"";

    @Inject
    Fleets fleets;

    @Inject
    Releases releases;

    @Inject
    Deployments deployments;

    @Inject
    History history;

    @TempDir
    Path folder;

    @Test
    void rolls_forward_and_back_without_losing_a_request() throws Exception {
        RealHaproxy.mustBeThere();
        try (var fleet = new RealFleet(folder, 3)) {
            put(fleet, "real-1");
            add("1.0", 200, "exit 0");
            add("1.1", 200, MIGRATE);
            add("1.2", 503, "exit 0");
            assertSucceeded(run(Kind.DEPLOY, "real-1", "1.0"));
            try (var traffic = new Traffic(fleet.port())) {
                Awaitility.await().until(() -> traffic.served() > 50);

                var up = run(Kind.DEPLOY, "real-1", "1.1");
                assertSucceeded(up);
                assertThat(up.nodes()).allSatisfy(n -> {
                    assertThat(n.state()).isEqualTo("done");
                    assertThat(n.runningRelease()).isEqualTo("1.1");
                    assertThat(n.rotation()).isEqualTo("in");
                    assertThat(n.outOfRotationSeconds()).isNotNull().isPositive();
                });
                assertThat(Files.readAllLines(fleet.servers().get(0).home().resolve("migrations")))
                        .hasSize(1);

                var broken = run(Kind.DEPLOY, "real-1", "1.2");
                assertThat(broken.status()).as(broken.statusReason()).isEqualTo("rolled_back");
                assertThat(broken.nodes().get(0).state()).isEqualTo("undone");
                assertThat(fleet.current(0)).isEqualTo("1.1");

                assertSucceeded(run(Kind.ROLLBACK, "real-1", null));
                assertThat(fleet.current(2)).isEqualTo("1.0");

                assertThat(traffic.failures())
                        .as(times("real-1") + "\nbalancer:\n"
                                + String.join("\n", fleet.haproxy().troubled()))
                        .isEmpty();
                assertThat(traffic.served()).isGreaterThan(100);
            }
        }
    }

    private void put(RealFleet fleet, String name) {
        var put = fleets.put(name, fleet.document(name, "strategy: {capacityTimeout: 20s}"), "test");
        assertThat(put).isInstanceOf(Fleets.Put.Created.class);
    }

    private void add(String version, int health, String migrate) throws Exception {
        releases.add(
                "shop",
                new NewRelease(version, Release.Migrations.REVERSIBLE, null, null, "test"),
                new ByteArrayInputStream(RealFleet.release(version, health, migrate)));
    }

    private DeploymentView run(Kind kind, String fleet, String release) throws Exception {
        var asked = deployments.request(new Request(kind, fleet, release, "test", null, null));
        assertThat(asked).isInstanceOf(Requested.Accepted.class);
        var number = ((Requested.Accepted) asked).number();
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> history.deployment(number).orElseThrow().over()
                        || history.deployment(number).orElseThrow().question() != null);
        return history.deployment(number).orElseThrow();
    }

    /** What Slipway did when, to be read beside the times of lost requests. */
    private String times(String fleet) {
        return history.deployments(fleet, null, null, 10).stream()
                .flatMap(d -> d.nodes().stream().flatMap(n -> n.steps().stream()
                        .map(s -> s.startedAt() + " " + d.number() + " " + n.name() + " " + s.name() + " " + s.outcome()
                                + " after " + s.seconds() + " s")))
                .sorted()
                .collect(Collectors.joining("\n", "steps:\n", ""));
    }

    private void assertSucceeded(DeploymentView view) {
        assertThat(view.status())
                .as(() -> view.statusReason() + "\n" + history.log(view.number(), null, null, 0, 200))
                .isEqualTo("succeeded");
    }
}
