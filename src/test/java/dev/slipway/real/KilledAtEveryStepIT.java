package dev.slipway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.real.DisturbedFleet.Ending;
import java.sql.DriverManager;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: a deployment that is disturbed at any of its steps ends as if nothing had happened.
 *
 * <p>Method: Slipway as a process of its own, real {@code sshd} and HAProxy, visitors all along. First an undisturbed
 * deployment, then disturbed ones: {@code kill -9} of Slipway, its PostgreSQL connections ended, its SSH server killed.
 * The same links, the same members in service, each command as often, one migration, one outcome for each step that was
 * begun, and no lost request. A command that waits for a file makes the moment exact.
 */
class KilledAtEveryStepIT {
    private static final String NODE = "web-1";
    private static final int SHORTLY_MILLIS = 40;
    private static final Pattern LINE = Pattern.compile("(build|schema|switch|warm) line [0-9]+");

    @RegisterExtension
    final Slipways slipways = new Slipways();

    private Map<String, String> database;
    private DisturbedFleet fleet;

    @BeforeEach
    void start() throws Exception {
        RealHaproxy.mustBeThere();
        database = TestDatabase.fresh();
        fleet = new DisturbedFleet(slipways, database, 2);
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    @Test
    void kill_9_at_the_beginning_of_each_step_changes_nothing() throws Exception {
        killAtEachStep(0);
    }

    @Test
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
    void kill_9_in_the_middle_of_each_command_neither_ends_it_nor_runs_it_again() throws Exception {
        var undisturbed = fleet.run("1.1", 200);
        assertSame(killInEachCommand("1.2", false), undisturbed, "1.2");
        assertThat(fleet.lost()).isEmpty();
    }

    @Test
    void kill_9_in_the_middle_of_output_neither_loses_nor_repeats_a_line() throws Exception {
        var undisturbed = lines(fleet.run("1.1", 200));
        assertThat(undisturbed).hasSize(4 * CountedFleet.LINES);
        assertThat(lines(killInEachCommand("1.2", true))).isEqualTo(undisturbed);
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

    @Test
    void ended_database_connections_at_each_step_change_nothing() throws Exception {
        disturbEachStep(this::endDatabaseConnections);
    }

    @Test
    void ended_ssh_connections_at_each_step_change_nothing() throws Exception {
        disturbEachStep(() -> server().killSessions());
    }

    @Test
    void a_restarted_ssh_server_at_each_step_changes_nothing() throws Exception {
        disturbEachStep(() -> server().restart());
    }

    private RealSshd server() {
        return fleet.site().parts().servers().getFirst();
    }

    private void disturbEachStep(Disturbance disturbance) throws Exception {
        var undisturbed = fleet.run("1.1", 200);
        var steps = fleet.steps(NODE);
        fleet.begin("1.2", 200);
        for (var step : steps) {
            fleet.awaitStart(NODE, step);
            disturbance.happen();
        }
        assertSame(fleet.end(), undisturbed, "1.2");
        assertThat(fleet.lost()).isEmpty();
    }

    private void endDatabaseConnections() throws Exception {
        try (var connection = DriverManager.getConnection(
                        database.get("quarkus.datasource.jdbc.url"),
                        database.get("quarkus.datasource.username"),
                        database.get("quarkus.datasource.password"));
                var statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where datname = current_database() and pid <> pg_backend_pid()");
        }
    }

    private static void assertSame(Ending ending, Ending undisturbed, String current) {
        assertThat(ending.outcomes()).as("each step has one outcome").isEqualTo(undisturbed.outcomes());
        assertThat(ending.status()).isEqualTo(undisturbed.status());
        assertThat(ending.links()).containsOnly(current);
        assertThat(ending.members()).isEqualTo(undisturbed.members());
        assertThat(ending.commands()).as("each command ran as often").isEqualTo(undisturbed.commands());
    }

    /** Something that goes wrong. */
    @FunctionalInterface
    private interface Disturbance {
        void happen() throws Exception;
    }
}
