package dev.slipway.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Goal: a deployment whose Slipway is killed at any of its steps ends as if nothing had happened.
 *
 * <p>Method: {@code kill -9} of a process of its own, at the beginning of each step and shortly after it, and again and
 * again while a broken release is undone.
 */
class KilledAtEveryStepIT extends DisturbedDeployments {
    private static final int SHORTLY_MILLIS = 40;

    @Test
    void kill_9_at_the_beginning_of_each_step_changes_nothing() throws Exception {
        killAtEachStep(0);
    }

    /** Takes as long as the one before it, which finds nearly all that this one does. */
    @Test
    @EnabledIfSystemProperty(named = "slipway.matrix", matches = "nightly")
    void kill_9_shortly_after_the_beginning_of_each_step_changes_nothing() throws Exception {
        killAtEachStep(SHORTLY_MILLIS);
    }

    /**
     * A kill takes a moment, so the next step may be over before the restart: that one has its turn in the next round.
     */
    private void killAtEachStep(int millisLater) throws Exception {
        var undisturbed = fleet.run("1.1", 200);
        var left = fleet.steps(NODE);
        assertThat(left).contains("preflight", "deliver", "drain", "activate", "health", "admit", "settle", "prune");
        for (var round = 2; !left.isEmpty() && round < 6; round++) {
            fleet.begin("1." + round, 200);
            var missed = new ArrayList<String>();
            for (var step : left) {
                if (!fleet.awaitStart(NODE, step)) {
                    missed.add(step);
                    continue;
                }
                TimeUnit.MILLISECONDS.sleep(millisLater);
                fleet.kill();
                fleet.comeBack();
            }
            assertSame(fleet.end(), undisturbed, "1." + round);
            left = missed;
        }
        assertThat(left).as("steps that were never killed").isEmpty();
        assertThat(fleet.lost()).isEmpty();
    }

    @Test
    void kill_9_while_a_broken_release_is_undone_still_undoes_it_once() throws Exception {
        var undisturbed = fleet.run("1.1", 503);
        assertThat(undisturbed.status()).isEqualTo("rolled_back");
        fleet.begin("1.2", 503);
        assertThat(fleet.awaitStart(NODE, "health")).isTrue();
        fleet.site().hold("switch");
        fleet.kill();
        fleet.comeBack();
        fleet.awaitStart(NODE, "undo");
        fleet.kill();
        fleet.comeBack();
        fleet.site().awaitHeld("switch");
        fleet.kill();
        fleet.comeBack();
        fleet.site().letGo("switch");
        assertSame(fleet.end(), undisturbed, "1.0");
        assertThat(fleet.lost()).isEmpty();
    }
}
