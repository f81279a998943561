package dev.slipway.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.balancer.BalancerException;
import dev.slipway.deployment.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: row 32 of the fault matrix: a balancer that answers 500 or 429 is asked again after growing, drawn pauses,
 * never before it asked to be, and not for ever.
 *
 * <p>Method: the simulated world, whose balancer refuses some calls; what it was asked is written down with the time.
 */
class Row32BalancerIsBusyTest {
    private static final Duration ASKED = Duration.ofSeconds(20);

    private final World world = new World(1, Scenario.good(), null);

    @ParameterizedTest
    @ValueSource(strings = {"drain web-1", "admit web-1"})
    void a_balancer_that_asks_to_be_left_alone_is_not_asked_before(String command) {
        var busy = new Times(2, command);
        world.pool().trouble(verb -> busy.comes(verb) ? refused(verb, ASKED) : Faults.Lost.NEITHER);

        var ending = world.run();

        assertThat(ending.statuses()).containsExactly("succeeded");
        assertThat(busy.left).as("refusals that nobody met").isZero();
        assertThat(pausesAfter(command)).hasSizeGreaterThanOrEqualTo(2);
        assertThat(pausesAfter(command).subList(0, 2)).allMatch(p -> p.compareTo(ASKED) >= 0);
    }

    @Test
    void errors_are_met_with_longer_and_longer_pauses_until_a_limit_and_no_node_is_left_out() {
        brokenFromTheFirstDrain(Duration.ofMinutes(3));

        var ending = world.run();

        assertThat(ending.statuses()).containsExactly("rolled_back");
        assertThat(ending.nodes()).containsExactly("web-1 1.0 1.0 IN", "web-2 1.0 1.0 IN", "web-3 1.0 1.0 IN");
        assertThat(failure()).contains("500").contains("120 s altogether");
        var pauses = pausesBehindTheFirst("drain web-1").subList(0, 5);
        for (var i = 0; i < pauses.size(); i++) {
            var whole = Duration.ofMillis(500).multipliedBy(1L << i);
            assertThat(pauses.get(i)).isBetween(whole.dividedBy(2), whole.plusMillis(10));
        }
    }

    @Test
    void a_pause_is_partly_drawn_so_that_many_do_not_come_back_together() {
        var other = new World(2, Scenario.good(), null);
        world.pool().trouble(new Times(4, "drain web-1").failing());
        other.pool().trouble(new Times(4, "drain web-1").failing());
        world.run();
        other.run();

        assertThat(pausesAfter(world, "drain web-1").subList(0, 4).stream().map(Row32BalancerIsBusyTest::tenths))
                .isNotEqualTo(pausesAfter(other, "drain web-1").subList(0, 4).stream()
                        .map(Row32BalancerIsBusyTest::tenths)
                        .toList());
    }

    @Test
    void a_balancer_that_asks_for_too_long_a_pause_is_a_clear_failure_at_once() {
        var busy = new Times(1, "drain web-1");
        world.pool().trouble(verb -> busy.comes(verb) ? refused(verb, Duration.ofMinutes(10)) : Faults.Lost.NEITHER);

        var ending = world.run();

        assertThat(ending.statuses()).containsExactly("rolled_back");
        assertThat(ending.nodes()).containsExactly("web-1 1.0 1.0 IN", "web-2 1.0 1.0 IN", "web-3 1.0 1.0 IN");
        assertThat(failure()).contains("429").contains("left alone for 600 s");
    }

    /** Everything is refused from then on, for so long. */
    private void brokenFromTheFirstDrain(Duration time) {
        var begun = new AtomicBoolean();
        var over = new AtomicBoolean();
        world.pool().trouble(verb -> {
            if (verb.equals("drain web-1") && begun.compareAndSet(false, true)) {
                world.schedule().in(time, () -> over.set(true));
            }
            if (begun.get() && !over.get()) {
                throw new BalancerException(Faults.failure(null, verb, "500"), true);
            }
            return Faults.Lost.NEITHER;
        });
    }

    private static Faults.Lost refused(String verb, Duration retryAfter) throws BalancerException {
        throw BalancerException.busy(Faults.failure(null, verb, "429"), retryAfter);
    }

    /** The first calls of this kind. */
    private static final class Times {
        private final String verb;
        private int left;

        Times(int times, String verb) {
            this.left = times;
            this.verb = verb;
        }

        boolean comes(String asked) {
            return asked.equals(verb) && left > 0 && left-- > 0;
        }

        Pool.Trouble failing() {
            return asked -> {
                if (comes(asked)) {
                    throw new BalancerException(Faults.failure(null, asked, "500"), true);
                }
                return Faults.Lost.NEITHER;
            };
        }
    }

    private List<Duration> pausesAfter(String verb) {
        return pausesAfter(world, verb);
    }

    /** From each such call to whatever the balancer was asked next. */
    private static List<Duration> pausesAfter(World world, String verb) {
        var calls = world.pool().calls();
        return IntStream.range(0, calls.size() - 1)
                .filter(i -> calls.get(i).verb().equals(verb))
                .mapToObj(i ->
                        Duration.between(calls.get(i).at(), calls.get(i + 1).at()))
                .toList();
    }

    /** All refusals in a row: a step that begins again looks at the pool first. */
    private List<Duration> pausesBehindTheFirst(String verb) {
        var calls = world.pool().calls().stream()
                .dropWhile(c -> !c.verb().equals(verb))
                .toList();
        return IntStream.range(0, calls.size() - 1)
                .mapToObj(i ->
                        Duration.between(calls.get(i).at(), calls.get(i + 1).at()))
                .toList();
    }

    private static long tenths(Duration pause) {
        return pause.toMillis() / 10;
    }

    private String failure() {
        return world.events().stream()
                .flatMap(e -> e instanceof Event.StepFailed failed
                        ? Stream.of(failed.why().sentence())
                        : Stream.of())
                .findFirst()
                .orElse("no step failed");
    }
}
