package dev.slipway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.real.DisturbedFleet.Ending;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Goal: a command on a node neither ends nor runs again when Slipway is killed, and none of its output is lost.
 *
 * <p>Method: {@code kill -9} of a process of its own in the middle of each command; one that waits for a file makes the
 * moment exact.
 */
class KilledInEachCommandIT extends DisturbedDeployments {
    private static final Pattern LINE = Pattern.compile("(build|schema|switch|warm) line [0-9]+");

    /** The other one finds nearly all that this one does, and each takes a minute. */
    @Test
    @EnabledIfSystemProperty(named = "slipway.matrix", matches = "nightly")
    void kill_9_at_the_beginning_of_each_command_neither_ends_it_nor_runs_it_again() throws Exception {
        var undisturbed = fleet.run("1.1", 200);
        assertSame(killInEachCommand("1.2", false), undisturbed, "1.2");
        assertThat(fleet.lost()).isEmpty();
    }

    @Test
    void kill_9_in_the_middle_of_its_output_neither_ends_a_command_nor_loses_or_repeats_a_line() throws Exception {
        var undisturbed = fleet.run("1.1", 200);
        assertThat(lines(undisturbed)).hasSize(4 * CountedFleet.LINES);
        var killed = killInEachCommand("1.2", true);
        assertThat(lines(killed)).isEqualTo(lines(undisturbed));
        assertSame(killed, undisturbed, "1.2");
        assertThat(fleet.lost()).isEmpty();
    }

    private Ending killInEachCommand(String release, boolean logged) throws Exception {
        var commands = new ArrayDeque<>(List.of("build", "schema", "switch", "warm"));
        for (var command : commands) {
            fleet.site().hold(command);
        }
        fleet.begin(release, 200);
        for (var command : commands) {
            fleet.site().awaitHeld(command);
            if (logged) {
                fleet.awaitLogged(command + " line 9");
            }
            fleet.kill();
            fleet.comeBack();
            fleet.site().letGo(command);
        }
        return fleet.end();
    }

    private static Map<String, Long> lines(Ending ending) {
        return LINE.matcher(ending.log())
                .results()
                .collect(Collectors.groupingBy(r -> r.group(), TreeMap::new, Collectors.counting()));
    }
}
