package dev.slipway.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Steps;
import dev.slipway.fleet.Strategy.OnFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: row 34 of the fault matrix: a member whose connections do not end is waited for until the drain limit, then the
 * strategy decides; it is never changed meanwhile.
 *
 * <p>Method: the simulated world without any other fault, with a visitor who stays. Its checker refuses every restart
 * of an application that has a request in flight.
 */
class Row34NeverDrainedTest {
    private static final Duration LIMIT = Scenario.good().fleet().strategy().drainTimeout();

    @Test
    void a_request_that_ends_within_the_limit_is_waited_for() {
        var world = visited(OnFailure.ROLLBACK, LIMIT.minusSeconds(5));

        var ending = world.run();

        assertThat(ending.statuses()).containsExactly("succeeded");
        assertThat(ending.nodes()).containsExactly("web-1 1.1 1.1 IN", "web-2 1.1 1.1 IN", "web-3 1.1 1.1 IN");
        assertThat(drained(world)).isBetween(LIMIT.minusSeconds(6), LIMIT);
    }

    @Test
    void a_member_that_is_called_out_while_its_connections_still_end_is_waited_for_too() {
        var world = visited(OnFailure.ROLLBACK, Duration.ofSeconds(10));
        world.when(() -> world.pool().rotation("web-1") == Rotation.DRAINING, () -> world.pool()
                .callsOut("web-1"));

        var ending = world.run();

        assertThat(ending.statuses()).containsExactly("succeeded");
        assertThat(drained(world)).isGreaterThanOrEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void one_that_never_ends_puts_the_untouched_node_back_and_rolls_back() {
        var world = visited(OnFailure.ROLLBACK, Duration.ofHours(1));

        var ending = world.run();

        assertThat(ending.statuses()).containsExactly("rolled_back");
        assertThat(ending.nodes()).containsExactly("web-1 1.0 1.0 IN", "web-2 1.0 1.0 IN", "web-3 1.0 1.0 IN");
        assertThat(whyHeldOrOver(world)).contains("requests are still in flight");
        assertThat(drained(world)).isBetween(LIMIT, LIMIT.plusSeconds(2));
    }

    @Test
    void one_that_never_ends_is_asked_about_where_the_strategy_says_hold() {
        var world = visited(OnFailure.HOLD, Duration.ofHours(1));

        world.run();

        assertThat(world.events().stream().filter(Event.Held.class::isInstance))
                .isNotEmpty()
                .first()
                .asString()
                .contains("requests are still in flight");
        assertThat(world.pool().moves().subList(0, 2)).containsExactly("web-1 DRAINING", "web-1 IN");
    }

    /** Somebody comes to web-1 right before it leaves, and stays. */
    private static World visited(OnFailure onFailure, Duration stay) {
        var world = new World(1, Scenario.good().on(onFailure), null);
        world.faults().witness((machine, events) -> {
            if (events.stream().anyMatch(Event.LeavesRotation.class::isInstance)
                    && world.pool().moves().isEmpty()) {
                world.pool().visit("web-1", stay);
            }
        });
        return world;
    }

    /** How long the first attempt at the first drain took. */
    private static Duration drained(World world) {
        Instant from =
                world.at(e -> e instanceof Event.StepStarted s && s.step().equals(Steps.DRAIN));
        var to = world.at(e -> switch (e) {
            case Event.StepDone d -> d.step().equals(Steps.DRAIN);
            case Event.StepFailed f -> f.step().equals(Steps.DRAIN);
            default -> false;
        });
        return Duration.between(from, to);
    }

    private static String whyHeldOrOver(World world) {
        return List.copyOf(world.events()).getLast().toString();
    }
}
