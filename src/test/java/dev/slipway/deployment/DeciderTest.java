package dev.slipway.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.Strategy.OnFailure;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeciderTest {
    private static final String BUILD = Steps.PREPARE + "build";
    private static final String MIGRATE = Steps.MIGRATE + "db";
    private static final String RESTART = Steps.RUN + "restart";

    @Test
    void switches_every_node_and_migrates_once() {
        var story = Story.upgrade(3, 1, OnFailure.ROLLBACK, 0).play();

        assertThat(story.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(story.states()).containsOnly("done");
        assertThat(story.count(MIGRATE)).isEqualTo(1);
        assertThat(story.mostOut()).isEqualTo(1);
        assertThat(story.out()).isEmpty();
    }

    @Test
    void stages_all_nodes_before_the_first_one_leaves() {
        var story = Story.upgrade(3, 1, OnFailure.ROLLBACK, 0).play();

        assertThat(story.told.indexOf("web-3 " + BUILD)).isLessThan(story.told.indexOf("web-1 " + MIGRATE));
        assertThat(story.told.indexOf("web-1 " + MIGRATE)).isLessThan(story.told.indexOf("web-1 " + Steps.DRAIN));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void never_takes_more_out_than_the_wave(int wave) {
        var story = Story.upgrade(7, wave, OnFailure.ROLLBACK, 0).play();

        assertThat(story.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(story.mostOut()).isEqualTo(wave);
    }

    @ParameterizedTest
    @ValueSource(strings = {Steps.DRAIN, Steps.ACTIVATE, "run: restart", Steps.HEALTH, Steps.ADMIT})
    void puts_the_failed_node_and_the_switched_ones_back(String step) {
        var story =
                Story.upgrade(3, 1, OnFailure.ROLLBACK, 0).breaks("web-2", step).play();

        assertThat(story.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(story.states()).containsExactly("undone", "undone", "staged");
        assertThat(story.on("web-1")).isEqualTo("1.0");
        assertThat(story.on("web-2")).isEqualTo("1.0");
        assertThat(story.out()).isEmpty();
        assertThat(story.state().reason()).contains("web-2").contains("exit status 1");
    }

    @Test
    void begins_the_next_wave_while_the_last_is_watched_and_still_takes_no_more_out_when_that_fails() {
        var story = Story.upgrade(3, 1, OnFailure.ROLLBACK, 0)
                .breaks("web-2", Steps.SETTLE)
                .play();

        assertThat(story.told.indexOf("web-3 " + Steps.DRAIN))
                .isEqualTo(story.told.indexOf("web-2 " + Steps.SETTLE) + 1);
        assertThat(story.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(story.states()).containsOnly("undone");
        assertThat(story.mostOut()).isEqualTo(1);
        assertThat(story.out()).isEmpty();
    }

    @Test
    void counts_only_the_time_that_a_node_was_out() {
        var story = Story.upgrade(3, 1, OnFailure.ROLLBACK, 0)
                .breaks("web-3", Steps.HEALTH)
                .play();

        // Out twice: once for the switch, once for the way back; what lies between does not count.
        var out = story.state().progress("web-1").outOfRotation(Story.START);
        assertThat(out).isPositive().isLessThan(Duration.ofMillis(20));
    }

    @Test
    void goes_back_newest_first() {
        var story = Story.upgrade(4, 1, OnFailure.ROLLBACK, 0)
                .breaks("web-4", Steps.HEALTH)
                .play();

        assertThat(story.told.stream().filter(s -> s.endsWith(Steps.UNDO)))
                .containsExactly("web-4 undo", "web-3 undo", "web-2 undo", "web-1 undo");
    }

    @Test
    void a_failing_preflight_ends_it_before_anything_was_touched() {
        var story = Story.upgrade(3, 1, OnFailure.HOLD, 0)
                .breaks("web-2", Steps.PREFLIGHT)
                .play();

        assertThat(story.status()).isEqualTo(Status.FAILED);
        assertThat(story.count(Steps.DELIVER)).isZero();
        assertThat(story.state().reason()).contains("web-2");
    }

    @Test
    void a_failing_preparation_ends_it_with_every_node_serving() {
        var story = Story.upgrade(3, 1, OnFailure.ROLLBACK, 0)
                .breaks("web-3", BUILD)
                .play();

        assertThat(story.status()).isEqualTo(Status.FAILED);
        assertThat(story.count(Steps.DRAIN)).isZero();
        assertThat(story.count(MIGRATE)).isZero();
    }

    @Test
    void a_failed_migration_ends_it_with_nothing_switched() {
        var story = Story.upgrade(3, 1, OnFailure.ROLLBACK, 0)
                .breaks("web-1", MIGRATE)
                .play();

        assertThat(story.status()).isEqualTo(Status.FAILED);
        assertThat(story.count(Steps.DRAIN)).isZero();
        assertThat(story.state().migration().state()).isEqualTo("failed");
    }

    @Test
    void an_unknown_migration_asks_and_is_not_run_again_when_it_was_applied() {
        var story = Story.upgrade(2, 1, OnFailure.ROLLBACK, 0)
                .breaks("web-1", MIGRATE, Event.Sort.UNKNOWN)
                .play();
        assertThat(story.status()).isEqualTo(Status.HELD);
        assertThat(story.choices()).containsExactly(Choice.APPLIED, Choice.NOT_APPLIED, Choice.RETRY, Choice.ABORT);

        story.says(Choice.APPLIED, null).play();

        assertThat(story.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(story.count(MIGRATE)).isEqualTo(1);
    }

    @Test
    void holds_and_asks_and_goes_on_after_a_retry() {
        var story = Story.upgrade(3, 1, OnFailure.HOLD, 0)
                .breaks("web-2", Steps.HEALTH)
                .play();
        assertThat(story.status()).isEqualTo(Status.HELD);
        assertThat(story.states()).containsExactly("done", "undone", "staged");
        assertThat(story.choices()).containsExactly(Choice.RETRY, Choice.SKIP, Choice.ROLLBACK, Choice.CANCEL);
        assertThat(story.on("web-2")).isEqualTo("1.0");

        story.mended("web-2", Steps.HEALTH).says(Choice.RETRY, "web-2").play();

        assertThat(story.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(story.states()).containsOnly("done");
    }

    @Test
    void goes_on_without_a_skipped_node_and_says_so() {
        var story = Story.upgrade(3, 1, OnFailure.HOLD, 0)
                .breaks("web-2", Steps.HEALTH)
                .play()
                .says(Choice.SKIP, "web-2")
                .play();

        assertThat(story.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(story.states()).containsExactly("done", "skipped", "done");
        assertThat(story.state().reason()).contains("web-2");
    }

    @Test
    void a_held_deployment_rolls_back_when_told() {
        var story = Story.upgrade(3, 1, OnFailure.HOLD, 0)
                .breaks("web-3", Steps.HEALTH)
                .play()
                .says(Choice.ROLLBACK, null)
                .play();

        assertThat(story.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(story.states()).containsOnly("undone");
    }

    @Test
    void continues_up_to_the_failures_allowed() {
        var story = Story.upgrade(4, 1, OnFailure.CONTINUE, 1)
                .breaks("web-2", Steps.HEALTH)
                .play();

        assertThat(story.status()).isEqualTo(Status.FAILED);
        assertThat(story.states()).containsExactly("done", "undone", "done", "done");
    }

    @Test
    void stops_continuing_after_one_failure_too_many() {
        var story = Story.upgrade(4, 1, OnFailure.CONTINUE, 1)
                .breaks("web-1", Steps.HEALTH)
                .breaks("web-2", Steps.HEALTH)
                .play();

        assertThat(story.status()).isEqualTo(Status.FAILED);
        assertThat(story.states()).containsExactly("undone", "undone", "staged", "staged");
    }

    @Test
    void a_node_that_cannot_be_put_back_is_named() {
        var story = Story.upgrade(3, 1, OnFailure.ROLLBACK, 0)
                .breaks("web-2", Steps.HEALTH)
                .breaks("web-2", Steps.UNDO)
                .play();

        assertThat(story.status()).isEqualTo(Status.FAILED);
        assertThat(story.states()).containsExactly("undone", "failed", "staged");
        assertThat(story.state().reason()).contains("web-2 could be neither finished nor put back");
    }

    @Test
    void a_first_deployment_has_nothing_to_undo() {
        var fleet = Story.fleet(2, 1, OnFailure.ROLLBACK, 0);
        var story = new Story()
                .begin(Kind.DEPLOY, fleet, "1.1", java.util.Map.of())
                .breaks("web-1", Steps.HEALTH)
                .play();

        assertThat(story.status()).isEqualTo(Status.FAILED);
        assertThat(story.count(Steps.UNDO)).isZero();
        assertThat(story.out()).containsExactly("web-1");
        assertThat(story.state().reason()).contains("web-1");
    }

    @Test
    void too_little_capacity_holds_with_nothing_undone() {
        var story = Story.upgrade(3, 1, OnFailure.ROLLBACK, 0)
                .breaks("web-2", Steps.DRAIN, Event.Sort.CAPACITY)
                .play();

        assertThat(story.status()).isEqualTo(Status.HELD);
        assertThat(story.on("web-1")).isEqualTo("1.1");
        assertThat(story.count(Steps.UNDO)).isZero();
    }

    @Test
    void one_that_a_person_took_out_is_asked_about_and_not_undone() {
        var story = movedByHand().play();

        assertThat(story.status()).isEqualTo(Status.HELD);
        assertThat(story.on("web-1")).isEqualTo("1.1");
        assertThat(story.count(Steps.UNDO)).isZero();
        assertThat(Objects.requireNonNull(story.state().question()).choices())
                .contains(Choice.RETRY, Choice.SKIP, Choice.ROLLBACK, Choice.CANCEL);
    }

    @Test
    void one_that_a_person_took_out_goes_back_with_the_others_when_a_person_says_so() {
        var story = movedByHand().play().says(Choice.ROLLBACK, null).play();

        assertThat(story.status()).isEqualTo(Status.ROLLED_BACK);
        assertThat(story.on("web-1")).isEqualTo("1.0");
    }

    private static Story movedByHand() {
        return Story.upgrade(3, 1, OnFailure.ROLLBACK, 0).breaks("web-1", Steps.SETTLE, Event.Sort.BY_HAND);
    }

    @Test
    void deploying_the_live_release_proves_it_again_and_changes_nothing() {
        var fleet = Story.fleet(3, 1, OnFailure.ROLLBACK, 0);
        var story = new Story()
                .begin(Kind.DEPLOY, fleet, "1.0", Story.live(fleet, "1.0"))
                .play();

        assertThat(story.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(story.count(Steps.DRAIN)).isZero();
        assertThat(story.count(MIGRATE)).isZero();
        assertThat(story.count(Steps.HEALTH)).isEqualTo(3);
    }

    @Test
    void deploying_the_live_release_with_another_environment_takes_every_node_through_it() {
        var fleet = Story.fleet(3, 1, OnFailure.ROLLBACK, 0);
        var story = new Story()
                .environment(2, 1)
                .begin(Kind.DEPLOY, fleet, "1.0", Story.live(fleet, "1.0"))
                .play();

        assertThat(story.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(story.count(Steps.DELIVER)).isEqualTo(3);
        assertThat(story.count(Steps.DRAIN)).isEqualTo(3);
    }

    @Test
    void a_rollback_migrates_nothing() {
        var fleet = Story.fleet(3, 1, OnFailure.ROLLBACK, 0);
        var story = new Story()
                .begin(Kind.ROLLBACK, fleet, "0.9", Story.live(fleet, "1.0"))
                .play();

        assertThat(story.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(story.count(MIGRATE)).isZero();
        assertThat(story.on("web-3")).isEqualTo("0.9");
    }

    @Test
    void pauses_at_a_node_boundary_and_goes_on() {
        var story = Story.upgrade(3, 1, OnFailure.ROLLBACK, 0)
                .until("web-1", Steps.ACTIVATE)
                .says(Choice.PAUSE, null)
                .play();
        assertThat(story.status()).isEqualTo(Status.PAUSED);
        assertThat(story.states()).containsExactly("done", "staged", "staged");
        assertThat(story.out()).isEmpty();

        story.says(Choice.RESUME, null).play();

        assertThat(story.status()).isEqualTo(Status.SUCCEEDED);
    }

    @Test
    void cancelling_ends_it_at_a_node_boundary() {
        var story = Story.upgrade(3, 1, OnFailure.ROLLBACK, 0)
                .until("web-1", RESTART)
                .says(Choice.CANCEL, null)
                .play();

        assertThat(story.status()).isEqualTo(Status.CANCELLED);
        assertThat(story.states()).containsExactly("done", "staged", "staged");
        assertThat(story.out()).isEmpty();
        assertThat(story.state().reason()).contains("web-1 on 1.1").contains("web-2, web-3 not touched");
    }

    @Test
    void nodes_that_only_were_looked_at_still_wait() {
        var story = Story.upgrade(3, 1, OnFailure.ROLLBACK, 0)
                .breaks("web-2", Steps.PREFLIGHT)
                .play();

        assertThat(story.states()).containsExactly("waiting", "failed", "waiting");
    }

    @Test
    void the_exit_status_of_a_migration_that_failed_before_is_told() {
        var story = Story.upgrade(2, 1, OnFailure.ROLLBACK, 0)
                .answers("deployment 7 ran it on web-1 and it failed, exit status 3")
                .breaks("web-1", MIGRATE, Event.Sort.FAILED_BEFORE)
                .play();

        assertThat(story.status()).isEqualTo(Status.HELD);
        assertThat(story.state().migration()).isEqualTo(new Migration("failed", 3));
    }

    @Test
    void says_in_a_persons_words_why_it_waits_or_ended() {
        var story = Story.upgrade(3, 1, OnFailure.ROLLBACK, 0)
                .until("web-1", Steps.ACTIVATE)
                .says(Choice.PAUSE, null, "lunch")
                .play();
        assertThat(story.state().reason()).isEqualTo("lunch");

        story.says(Choice.CANCEL, null, "stop it").play();

        assertThat(story.state().reason()).startsWith("stop it. ").contains("web-1 on 1.1");
    }
}
