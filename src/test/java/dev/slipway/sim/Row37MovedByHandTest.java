package dev.slipway.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Steps;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Goal: row 37 of the fault matrix: when a person moves a member at the balancer in mid-rollout, the next look notices
 * it, the rollout stops and says so, and what the person did is not undone.
 *
 * <p>Method: the simulated world without any other fault, with one such person.
 */
class Row37MovedByHandTest {
    private final World world = new World(1, Scenario.good().settling(Duration.ofSeconds(10)), null);

    @Test
    void taken_out_while_it_is_watched_stops_the_rollout_and_stays_out() {
        whenWebOneIsBack(() -> world.pool().byHand("web-1", Rotation.OUT));

        world.run();

        assertThat(held()).contains("web-1").contains("somebody took it out by hand");
        assertThat(world.pool().moves().stream().filter("web-1 IN"::equals)).hasSize(1);
        assertThat(world.pool().rotation("web-1")).isEqualTo(Rotation.OUT);
    }

    @Test
    void taken_out_after_it_was_done_leaves_too_few_for_the_next_one_which_waits_and_then_asks() {
        world.when(
                () -> world.events().stream()
                        .anyMatch(e -> e instanceof Event.StepDone d
                                && d.step().equals(Steps.SETTLE)
                                && d.node().equals("web-1")),
                () -> world.pool().byHand("web-1", Rotation.OUT));

        world.run();

        assertThat(held()).contains("2 in service on edge, 2 must stay");
        assertThat(world.pool().moves().stream().filter("web-1 IN"::equals)).hasSize(1);
        assertThat(world.pool().rotation("web-1")).isEqualTo(Rotation.OUT);
    }

    @Test
    void taken_out_before_its_turn_gets_the_release_and_stays_out() {
        world.pool().byHand("web-2", Rotation.OUT);
        world.when(() -> world.events().stream().anyMatch(Event.Held.class::isInstance), () -> world.pool()
                .byHand("web-2", Rotation.DRAINING));

        world.run();

        assertThat(world.pool().moves()).doesNotContain("web-2 IN", "web-2 DRAINING");
        assertThat(world.pool().rotation("web-2")).isNotEqualTo(Rotation.IN);
    }

    @Test
    void put_back_while_it_was_drained_is_drained_again_before_anything_is_changed_on_it() {
        world.when(() -> world.pool().rotation("web-1") == Rotation.OUT, () -> world.pool()
                .byHand("web-1", Rotation.IN));

        var ending = world.run();

        assertThat(ending.statuses()).containsExactly("succeeded");
        assertThat(world.pool().moves().stream().filter("web-1 DRAINING"::equals))
                .hasSize(2);
    }

    private void whenWebOneIsBack(Runnable act) {
        world.when(() -> world.events().stream().anyMatch(Event.BackInRotation.class::isInstance), act);
    }

    private String held() {
        return world.events().stream()
                .filter(Event.Held.class::isInstance)
                .findFirst()
                .map(Object::toString)
                .orElse("it was never held");
    }
}
