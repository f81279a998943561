package dev.slipway.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Steps;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: row 36 of the fault matrix: an application that was healthy and is not any more once it takes requests again is
 * put back, and the rollout stops.
 *
 * <p>Method: the simulated world without any other fault; the application of the first node fails after it was
 * admitted, and the balancer notices or does not.
 */
class Row36FlapsAfterItsReturnTest {
    private final World world = new World(1, Scenario.good().settling(Duration.ofSeconds(20)), null);

    @Test
    void sick_by_its_own_health_check_though_the_balancer_is_content() {
        afterReturn(Duration.ofSeconds(3), () -> world.node("web-1").sick(true));

        rolledBackAtTheFirstNode("it was healthy and is not any more");
    }

    @Test
    void sick_by_the_balancers_check_though_its_own_health_is_good() {
        afterReturn(Duration.ofSeconds(3), () -> world.pool().fails("web-1"));

        rolledBackAtTheFirstNode("FAILING");
    }

    @Test
    void up_and_down_again_and_again_is_not_healthy() {
        afterReturn(Duration.ofSeconds(3), () -> flap(true));

        rolledBackAtTheFirstNode("it was healthy and is not any more");
    }

    @Test
    void one_bad_answer_only_begins_the_watch_anew() {
        afterReturn(Duration.ofSeconds(10), () -> {
            world.node("web-1").sick(true);
            world.schedule()
                    .in(Duration.ofMillis(600), () -> world.node("web-1").sick(false));
        });

        var ending = world.run();

        assertThat(ending.statuses()).containsExactly("succeeded");
        assertThat(Duration.between(
                        world.at(e ->
                                e instanceof Event.StepStarted s && s.step().equals(Steps.SETTLE)),
                        world.at(e -> e instanceof Event.StepDone d && d.step().equals(Steps.SETTLE))))
                .isBetween(Duration.ofSeconds(28), Duration.ofSeconds(35));
    }

    /** Never two bad probes in a row: 450 ms down, 550 ms up, and probes every 500 ms. */
    private void flap(boolean down) {
        world.node("web-1").sick(down);
        world.schedule().in(Duration.ofMillis(down ? 450 : 550), () -> {
            if (world.node("web-1").current().equals("1.1")) {
                flap(!down);
            }
        });
    }

    private void afterReturn(Duration later, Runnable act) {
        world.when(
                () -> world.events().stream().anyMatch(e -> e instanceof Event.BackInRotation),
                () -> world.schedule().in(later, act));
    }

    private void rolledBackAtTheFirstNode(String why) {
        var ending = world.run();

        assertThat(ending.statuses()).containsExactly("rolled_back");
        assertThat(ending.nodes()).containsExactly("web-1 1.0 1.0 IN", "web-2 1.0 1.0 IN", "web-3 1.0 1.0 IN");
        assertThat(world.events().getLast().toString()).contains(why);
        assertThat(world.pool().moves()).as("the rollout stops there").allMatch(m -> m.startsWith("web-1"));
        assertThat(List.of(Rotation.IN)).containsOnly(world.pool().rotation("web-1"));
    }
}
