package dev.slipway.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deployment.NodeRecord.TakenOut;
import dev.slipway.fleet.Strategy.OnFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Nodes that a person takes out and puts back: what is planned for them, and what follows a failure. */
class ByHandTest {
    @Test
    void one_that_is_out_and_cannot_be_looked_at_holds_nobody_up() {
        var story = deploy().breaks("web-2", Steps.PREFLIGHT).play();

        assertThat(story.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(story.on("web-1")).isEqualTo("1.1");
        assertThat(story.on("web-3")).isEqualTo("1.1");
        assertThat(story.on("web-2")).isEqualTo("1.0");
        assertThat(story.state().reason()).contains("Without web-2").contains("mira: new disk");
    }

    @Test
    void one_that_is_in_and_cannot_be_looked_at_ends_it() {
        assertThat(deploy().breaks("web-1", Steps.PREFLIGHT).play().status()).isEqualTo(Status.FAILED);
    }

    @Test
    void one_that_is_out_gets_the_release_last_and_never_the_migration() {
        var story = deploy().play();

        assertThat(story.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(story.on("web-2")).isEqualTo("1.1");
        var plan = Objects.requireNonNull(story.state().plan());
        assertThat(plan.nodes().getLast().name()).isEqualTo("web-2");
        assertThat(plan.migrationNode()).isEqualTo("web-1");
        assertThat(plan.notes()).contains("web-2 stays out of rotation: taken out by mira: new disk");
    }

    @Test
    void taking_out_says_nothing_to_the_node() {
        var story = by(Kind.TAKE_OUT, OnFailure.ROLLBACK).play();

        assertThat(story.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(story.told).containsOnly("web-1 drain", "web-2 drain");
    }

    @Test
    void taking_out_below_the_floor_ends_without_asking() {
        var story = by(Kind.TAKE_OUT, OnFailure.HOLD)
                .breaks("web-1", Steps.DRAIN, Event.Sort.CAPACITY)
                .play();

        assertThat(story.status()).isEqualTo(Status.FAILED);
        assertThat(story.out()).isEmpty();
    }

    @Test
    void one_whose_requests_do_not_end_is_put_back() {
        var story =
                by(Kind.TAKE_OUT, OnFailure.HOLD).breaks("web-1", Steps.DRAIN).play();

        assertThat(story.status()).isEqualTo(Status.FAILED);
        assertThat(story.count(Steps.UNDO)).isEqualTo(1);
        assertThat(story.out()).isEmpty();
    }

    @Test
    void putting_back_proves_first_and_leaves_out_what_does_not_prove_itself() {
        var well = by(Kind.PUT_BACK, OnFailure.HOLD).play();
        assertThat(well.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(well.told.indexOf("web-1 health")).isLessThan(well.told.indexOf("web-1 admit"));
        assertThat(well.out()).isEmpty();

        var sick = by(Kind.PUT_BACK, OnFailure.HOLD)
                .breaks("web-1", Steps.HEALTH)
                .breaks("web-1", Steps.UNDO)
                .play();
        assertThat(sick.status()).isEqualTo(Status.FAILED);
        assertThat(sick.told).doesNotContain("web-1 admit");
        assertThat(sick.out()).containsExactly("web-1");
    }

    /** Three on 1.0 are asked for 1.1; one of them is out by a person. */
    private static Story deploy() {
        var fleet = Story.fleet(3, 1, OnFailure.ROLLBACK, 0);
        return new Story().begin(Kind.DEPLOY, fleet, "1.1", with(Story.live(fleet, "1.0")));
    }

    private static Story by(Kind kind, OnFailure onFailure) {
        var fleet = Story.fleet(2, 1, onFailure, 0);
        return new Story().begin(kind, fleet, "1.0", Story.live(fleet, "1.0"));
    }

    private static Map<String, NodeRecord> with(Map<String, NodeRecord> known) {
        var all = new HashMap<>(known);
        all.put(
                "web-2",
                new NodeRecord(
                        "web-2",
                        "1.0",
                        "1.0",
                        "1.0",
                        NodeRecord.Rotation.OUT,
                        null,
                        null,
                        Story.START,
                        new TakenOut("mira", "new disk", Story.START, 7L),
                        Map.of("edge", 1)));
        return all;
    }
}
