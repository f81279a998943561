package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.deployment.Kind;
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
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a node that missed the live release does not serve beside those that have it, and serves again once it proves
 * it. Method: real {@code sshd} and HAProxy; the rounds of the fence are called one by one.
 */
@QuarkusTest
@NullUnmarked
@WithTestResource(TestDatabase.class)
class PoolFenceRealTest {
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

    @TempDir
    Path folder;

    @BeforeAll
    static void needsHaproxy() {
        RealHaproxy.mustBeThere();
    }

    @Test
    void one_that_was_away_during_a_deployment_is_taken_out_caught_up_and_put_back() throws Exception {
        var shop = new Shop(deployments, history, releases);
        try (var fleet = new RealFleet(folder, 3)) {
            put("fenced", fleet.document("fenced", "strategy: {onFailure: continue, maxFailures: 1}"));
            shop.add("40.0");
            shop.add("40.1");
            shop.deployed("fenced", "40.0");
            var away = fleet.servers().getLast();
            away.stop();
            assertThat(shop.deploy("fenced", "40.1").status()).isEqualTo("failed");
            assertThat(fleet.inService("web-3")).isTrue();

            var out = round("fenced");
            assertThat(out.kind()).isEqualTo("take-out");
            assertThat(out.status()).as(out.statusReason()).isEqualTo("succeeded");
            assertThat(out.reason()).contains("web-3", "does not answer", "40.1");
            assertThat(fleet.inService("web-3")).isFalse();

            assertThat(quiet("fenced")).as("still away: nothing is tried").isTrue();

            away.begin();
            var caught = round("fenced");
            assertThat(caught.kind()).isEqualTo("catch-up");
            assertThat(caught.release()).isEqualTo("40.1");
            assertThat(caught.status()).as(caught.statusReason()).isEqualTo("succeeded");
            assertThat(fleet.inService("web-3")).isFalse();

            var back = round("fenced");
            assertThat(back.kind()).isEqualTo("put-back");
            assertThat(back.status()).as(back.statusReason()).isEqualTo("succeeded");
            assertThat(fleet.inService("web-3")).isTrue();
            assertThat(fleet.current(2)).isEqualTo("40.1");
            assertThat(quiet("fenced")).isTrue();
        }
    }

    @Test
    void one_that_is_new_in_the_document_gets_the_live_release_before_it_serves() throws Exception {
        var shop = new Shop(deployments, history, releases);
        try (var fleet = new RealFleet(folder, 3)) {
            var whole = fleet.document("growing", "");
            put("growing", whole.substring(0, whole.lastIndexOf("  - name: web-3")));
            shop.add("41.0");
            shop.deployed("growing", "41.0");
            assertThat(quiet("growing")).isTrue();

            put("growing", whole);
            var caught = round("growing");

            assertThat(caught.kind()).isEqualTo("catch-up");
            assertThat(caught.status()).as(caught.statusReason()).isEqualTo("succeeded");
            assertThat(caught.nodes()).extracting(DeploymentView.Node::name).containsExactly("web-3");
            assertThat(fleet.inService("web-3")).isTrue();
            assertThat(quiet("growing")).isTrue();
        }
    }

    @Test
    void the_floor_keeps_a_late_node_serving_and_a_person_s_decision_is_left_alone() throws Exception {
        var shop = new Shop(deployments, history, releases);
        try (var fleet = new RealFleet(folder, 3)) {
            put(
                    "floored",
                    fleet.document("floored", "strategy: {onFailure: continue, maxFailures: 1, minInService: 2}"));
            shop.add("42.0");
            shop.add("42.1");
            shop.deployed("floored", "42.0");
            fleet.servers().getLast().stop();
            assertThat(shop.deploy("floored", "42.1").status()).isEqualTo("failed");
            var disk = new Deployments.Request(Kind.TAKE_OUT, "floored", null, "mira", "disk", null);
            var asked = deployments.request(disk.only(List.of("web-1"), false));
            assertThat(asked).isInstanceOf(Deployments.Requested.Accepted.class);
            assertThat(shop.over(newest("floored")).status()).isEqualTo("succeeded");

            assertThat(quiet("floored")).isTrue();

            assertThat(fleet.inService("web-3"))
                    .as("late, and one of the two that must stay")
                    .isTrue();
            assertThat(fleet.inService("web-1")).isFalse();
        }
    }

    @Test
    void a_fleet_without_the_fence_is_left_as_it_is() throws Exception {
        var shop = new Shop(deployments, history, releases);
        try (var fleet = new RealFleet(folder, 2)) {
            var whole = fleet.document("unfenced", "strategy: {fence: false}");
            put("unfenced", whole.substring(0, whole.lastIndexOf("  - name: web-2")));
            shop.add("43.0");
            shop.deploy("unfenced", "43.0");
            put("unfenced", whole);

            assertThat(quiet("unfenced")).isTrue();
        }
    }

    private void put(String name, String document) {
        assertThat(fleets.put(name, document, "test"))
                .isInstanceOfAny(Fleets.Put.Created.class, Fleets.Put.Replaced.class);
    }

    /** One round, which begins one deployment; how that ended. */
    private DeploymentView round(String fleet) {
        var before = newest(fleet);
        fence.look(fleets.find(fleet).orElseThrow());
        assertThat(newest(fleet)).isGreaterThan(before);
        return new Shop(deployments, history, releases).over(newest(fleet));
    }

    /** One round, which begins nothing. */
    private boolean quiet(String fleet) {
        var before = newest(fleet);
        fence.look(fleets.find(fleet).orElseThrow());
        return newest(fleet) == before;
    }

    private long newest(String fleet) {
        return history.deployments(fleet, null, null, 1).getFirst().number();
    }
}
