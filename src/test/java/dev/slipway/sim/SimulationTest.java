package dev.slipway.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: the promises hold whatever goes wrong, and whenever.
 *
 * <p>Method: the real planner, decider, engine and steps run in a simulated world, and every promise is checked after
 * every event. A seed decides the fleet, the releases, what is asked for, and each fault; it repeats the run exactly.
 * {@code -Dsim.seeds=100000} tries more of them, {@code -Dsim.seed=4711} replays one.
 */
class SimulationTest {
    private static final int WRITES_OF_TWO_DEPLOYMENTS = 60;

    @Test
    void every_promise_holds_in_every_world() throws Exception {
        var one = System.getProperty("sim.seed", "");
        var seeds = one.isEmpty()
                ? LongStream.rangeClosed(1, Long.getLong("sim.seeds", 2_000L))
                : LongStream.of(Long.parseLong(one));

        var broken = inParallel(
                seeds.<Callable<String>>mapToObj(seed -> () -> broken(seed)).toList());

        assertThat(broken).filteredOn(line -> !line.isEmpty()).isEmpty();
    }

    /** One line that says what broke and replays it; empty: nothing did. */
    private static String broken(long seed) {
        try {
            new World(seed, Scenario.of(seed), null).run();
            return "";
        } catch (RuntimeException | Violation e) {
            return "bin/test -Dtest=SimulationTest -Dsim.seed=" + seed + "  # " + said(e);
        }
    }

    private static String said(Throwable e) {
        var cause = e.getCause() == null ? e : e.getCause();
        return e instanceof Violation ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + cause;
    }

    @Test
    void a_crash_after_any_write_ends_as_without_a_crash() throws Exception {
        var undisturbed = new World(1, Scenario.crashes(0), null).run();
        assertThat(undisturbed.statuses()).hasSize(2).contains("succeeded");

        var endings = inParallel(IntStream.rangeClosed(1, WRITES_OF_TWO_DEPLOYMENTS)
                .<Callable<World.Ending>>mapToObj(write -> () -> new World(1, Scenario.crashes(write), null).run())
                .toList());

        for (var write = 1; write <= endings.size(); write++) {
            assertThat(endings.get(write - 1)).as("crash after write " + write).isEqualTo(undisturbed);
        }
    }

    @ParameterizedTest
    @EnumSource(Mutation.class)
    void the_checker_catches_what_is_broken_on_purpose(Mutation mutation) {
        var caught = false;
        for (var seed = 1L; seed <= 300 && !caught; seed++) {
            try {
                new World(seed, Scenario.of(seed), mutation).run();
            } catch (Violation e) {
                caught = e.promise() == mutation.promise();
            } catch (RuntimeException _) {
                // A broken world may break the engine as well; the promise itself is what must be caught.
            }
        }
        assertTrue(caught, mutation + " breaks " + mutation.promise() + ", and nobody noticed");
    }

    /** Two worlds at a time, each on a thread whose hand-over to its simulated threads is cheap. */
    private static <T> List<T> inParallel(List<Callable<T>> worlds) throws Exception {
        var places = new Semaphore(Runtime.getRuntime().availableProcessors());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<T>>();
            for (var world : worlds) {
                places.acquire();
                results.add(threads.submit(() -> {
                    try {
                        return world.call();
                    } finally {
                        places.release();
                    }
                }));
            }
            var all = new ArrayList<T>();
            for (var result : results) {
                all.add(result.get());
            }
            return all;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
