package dev.slipway.engine.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.node.Job;
import dev.slipway.node.JobStatus.State;
import dev.slipway.pipeline.Pipeline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Goal: a command runs once for each id, its last words are in the log, and a daemon it left behind holds nobody up.
 *
 * <p>Method: the real step and job follower, with a node whose answers are written down beforehand and no real time.
 */
class CommandStepTest {
    private final ScriptedNode node = new ScriptedNode();
    private final OneStep context = new OneStep(Plans.ofOneNode(), java.util.List.of(), node);
    private final CommandStep step = new CommandStep(
            new Pipeline.Command("restart", "restart", Duration.ofMinutes(1), false, null, false),
            "1.1",
            Job.Folder.RELEASE,
            "r0-web-1");

    @Test
    void one_that_provably_never_ran_runs_under_another_id() throws Exception {
        node.then(State.NEVER_RAN, -1, true, "").then(State.DONE, 0, true, "restarted\n");

        assertThat(step.run(context)).isInstanceOf(StepOutcome.Done.class);
        assertThat(node.started).containsExactly("inst-d7-r0-web-1-a1", "inst-d7-r0-web-1-a1-again");
    }

    @Test
    void one_that_never_ran_twice_has_failed() throws Exception {
        node.then(State.NEVER_RAN, -1, true, "");

        assertThat(step.run(context)).isInstanceOfSatisfying(StepOutcome.Failed.class, failed -> assertThat(
                        failed.why().answered())
                .contains("it did not run"));
        assertThat(node.started).hasSize(2);
    }

    @Test
    void one_whose_outcome_is_unknown_is_not_run_again() throws Exception {
        node.then(State.LOST, -1, true, "");

        assertThat(step.run(context)).isInstanceOfSatisfying(StepOutcome.Failed.class, failed -> assertThat(
                        failed.why().answered())
                .contains("unknown"));
        assertThat(node.started).hasSize(1);
    }

    @Test
    void what_it_wrote_last_is_waited_for() throws Exception {
        node.then(State.DONE, 3, false, "beg")
                .then(State.DONE, 3, false, "begun\nthe rea")
                .then(State.DONE, 3, true, "begun\nthe reason");

        assertThat(step.run(context)).isInstanceOfSatisfying(StepOutcome.Failed.class, failed -> assertThat(
                        failed.why().answered())
                .isEqualTo("exit status 3: the reason"));
        assertThat(context.output).containsExactly("begun", "the reason");
        assertThat(context.finished).hasSize(1);
    }

    @Test
    void a_daemon_that_keeps_the_log_open_and_says_nothing_is_not_waited_for_long() throws Exception {
        node.then(State.DONE, 0, false, "started a daemon\n");
        var begun = context.crew().now();

        assertThat(step.run(context)).isInstanceOf(StepOutcome.Done.class);
        assertThat(context.since(begun)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void a_daemon_that_never_stops_talking_is_waited_for_five_seconds() throws Exception {
        var said = new StringBuilder();
        for (var i = 0; i < 1000; i++) {
            node.then(State.DONE, 0, false, said.append("x\n").toString());
        }
        var begun = context.crew().now();

        assertThat(step.run(context)).isInstanceOf(StepOutcome.Done.class);
        assertThat(context.since(begun)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
    }
}
