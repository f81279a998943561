package dev.slipway.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deployment.Event;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: row 33 of the fault matrix: a change that the balancer made, and whose answer was lost, is read back and made
 * once.
 *
 * <p>Method: the simulated world without any other fault; the answers to one node's commands are lost, and every change
 * of a member is written down.
 */
class Row33BalancerAnswerLostTest {
    private final World world = new World(1, Scenario.good(), null);

    @ParameterizedTest
    @ValueSource(strings = {"drain web-2", "admit web-2"})
    void a_change_whose_answer_was_lost_is_not_made_twice(String command) {
        var lost = new AtomicInteger();
        world.pool()
                .trouble(verb ->
                        verb.equals(command) && lost.getAndIncrement() < 2 ? Faults.Lost.ANSWER : Faults.Lost.NEITHER);

        var ending = world.run();

        assertThat(lost).as("answers to %s", command).hasValueGreaterThanOrEqualTo(2);
        assertThat(ending.statuses()).containsExactly("succeeded");
        assertThat(world.pool().moves())
                .filteredOn(m -> m.startsWith("web-2"))
                .containsExactly("web-2 DRAINING", "web-2 OUT", "web-2 IN");
    }

    @Test
    void the_owner_dies_before_it_reads_back_and_the_next_one_does() {
        var lost = new AtomicInteger();
        var first = new AtomicInteger();
        world.pool()
                .trouble(verb -> verb.equals("drain web-2") && lost.getAndIncrement() == 0
                        ? Faults.Lost.ANSWER
                        : Faults.Lost.NEITHER);
        world.when(() -> lost.get() > 0 && first.getAndIncrement() == 0, () -> world.killed(world.machine()));

        var ending = world.run();

        assertThat(ending.statuses()).containsExactly("succeeded");
        assertThat(world.events().stream().filter(Event.Owned.class::isInstance))
                .hasSize(2);
        assertThat(world.pool().moves())
                .filteredOn(m -> m.startsWith("web-2"))
                .containsExactly("web-2 DRAINING", "web-2 OUT", "web-2 IN");
    }
}
