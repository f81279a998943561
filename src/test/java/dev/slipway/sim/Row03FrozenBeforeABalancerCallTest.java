package dev.slipway.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deployment.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Goal: row 3 of the fault matrix: an owner that was frozen right before a balancer call, while another one took over,
 * does not send it. The balancer cannot check tokens, so the owner itself must notice.
 *
 * <p>Method: the simulated world, whose checker refuses every balancer command of a machine that is not the owner; one
 * machine gets no turn for 30 s, in the two moments that matter.
 */
class Row03FrozenBeforeABalancerCallTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private final World world = new World(1, Scenario.good().machines(2), null);
    private final AtomicReference<@Nullable Machine> frozen = new AtomicReference<>();

    @Test
    void frozen_between_the_journal_and_the_command_it_sends_nothing_when_it_wakes_up() {
        world.faults().witness((machine, events) -> {
            if (firstLeaving(events)) {
                freeze(machine);
            }
        });

        another_one_ends_it();
    }

    @Test
    void frozen_while_the_database_says_that_it_is_the_owner_it_does_not_believe_that_any_more() {
        var leaving = new AtomicReference<@Nullable Machine>();
        world.faults().witness((machine, events) -> {
            if (firstLeaving(events)) {
                leaving.set(machine);
            }
        });
        world.onProof(machine -> {
            if (machine.equals(leaving.getAndSet(null))) {
                freeze(machine);
                machine.pause(Duration.ofMillis(1));
            }
        });

        another_one_ends_it();
    }

    private static boolean firstLeaving(List<Event> events) {
        return events.stream()
                .anyMatch(e -> e instanceof Event.LeavesRotation leaves
                        && leaves.node().equals("web-1"));
    }

    private void freeze(Machine machine) {
        if (frozen.compareAndSet(null, machine)) {
            world.freeze(machine, LONG);
        }
    }

    private void another_one_ends_it() {
        var ending = world.run();

        assertThat(ending.statuses()).containsExactly("succeeded");
        var asleep = frozen.get();
        assertThat(asleep).as("the one that was frozen").isNotNull();
        assertThat(world.pool().calls())
                .filteredOn(c -> !c.verb().equals("pool"))
                .isNotEmpty()
                .noneMatch(c -> asleep != null && c.machine().equals(asleep.tag()));
        assertThat(world.pool().moves()).containsOnlyOnce("web-1 DRAINING", "web-1 OUT", "web-1 IN");
    }
}
