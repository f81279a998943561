package dev.slipway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestPostgres;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: whatever goes wrong at whatever moment, a deployment ends as if nothing had, and visitors notice nothing.
 *
 * <p>Method: two instances, a PostgreSQL of its own, two nodes. In each of {@code -Dslipway.trouble.rounds} deployments
 * instances are killed and frozen, PostgreSQL crashes, SSH servers restart, in an order and at times that
 * {@code -Dslipway.trouble.seed} decides. The same seed gives the same order, though not the same moments.
 */
@EnabledIfSystemProperty(named = "slipway.matrix", matches = "nightly")
class RandomTroubleIT {
    private static final String FLEET = "random-trouble";
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int INSTANCES = 2;
    private static final int LONGEST_PAUSE_MILLIS = 2_500;
    private static final int LONGEST_FREEZE_MILLIS = 12_000;

    @RegisterExtension
    final Slipways slipways = new Slipways();

    private final List<SlipwayProcess> instances = new ArrayList<>();
    private final List<String> done = new ArrayList<>();

    @Test
    void no_trouble_changes_how_a_deployment_ends() throws Exception {
        RealHaproxy.mustBeThere();
        var seed = Long.getLong("slipway.trouble.seed", System.nanoTime());
        var random = new Random(seed);
        try (var postgres =
                        new TestPostgres(Files.createDirectory(slipways.folder().resolve("postgres")));
                var site =
                        new CountedFleet(Files.createDirectory(slipways.folder().resolve("servers")), 2)) {
            var settings = new HashMap<>(slipways.together(postgres.settings()));
            settings.put("slipway.engine.heartbeat", "1s"); // dead after 4 s: a freeze may be shorter or longer
            for (var i = 0; i < INSTANCES; i++) {
                instances.add(slipways.start("slipway-" + i, settings));
            }
            api().putFleet(FLEET, site.document(FLEET));
            deploy("0", site, postgres);
            try (var traffic = new Traffic(site.parts().port(), Duration.ofMillis(5))) {
                var undisturbed = deploy("1", site, postgres);
                for (var round = 2; round < 2 + Integer.getInteger("slipway.trouble.rounds", 3); round++) {
                    done.clear();
                    var release = Integer.toString(round);
                    var number = begin(release);
                    while (!over(number, postgres)) {
                        Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
                        trouble(random, settings, site, postgres);
                    }
                    var story = "seed " + seed + ", release " + release + ": " + done;
                    assertThat(end(number, release, site, postgres)).as(story).isEqualTo(undisturbed);
                    assertThat(traffic.failures()).as(story).isEmpty();
                }
            }
        }
    }

    /** How a deployment ended: its status, how often each command ran, each step's outcomes, links and members. */
    private record Ending(
            String status,
            Map<String, Long> commands,
            Map<String, List<String>> outcomes,
            boolean linksRight,
            List<String> members) {}

    private Ending deploy(String release, CountedFleet site, TestPostgres postgres) throws Exception {
        return end(begin(release), release, site, postgres);
    }

    private long begin(String release) throws Exception {
        api().upload("shop", release, CountedFleet.release(release, 200));
        return api().deploy(FLEET, release);
    }

    private Ending end(long number, String release, CountedFleet site, TestPostgres postgres) throws Exception {
        Awaitility.await("end of " + number).atMost(LIMIT).until(() -> over(number, postgres));
        Awaitility.await("members").atMost(LIMIT).until(() -> site.members().stream()
                .allMatch(m -> m.endsWith(" UP")));
        Map<String, List<String>> outcomes = new TreeMap<>();
        for (var row : rows(postgres, number, """
                select event->>'node' || ' ' || (event->>'step') || ' ' || (event->>'attempt'), event->>'is' from journal
                where deployment = ? and event->>'is' in ('step-started', 'step-done', 'step-failed') order by number""")) {
            outcomes.computeIfAbsent(row.getFirst(), k -> new ArrayList<>()).add(row.getLast());
        }
        var status = rows(postgres, number, "select status, status from deployment where number = ?")
                .getFirst()
                .getFirst();
        return new Ending(
                status, site.counts(), outcomes, site.links().stream().allMatch(release::equals), site.members());
    }

    private static boolean over(long number, TestPostgres postgres) {
        try {
            return !rows(
                            postgres,
                            number,
                            "select 'x', 'y' from journal where deployment = ? and event->>'is' = 'finished'")
                    .isEmpty();
        } catch (SQLException _) {
            return false; // it is away just now
        }
    }

    private void trouble(Random random, Map<String, String> settings, CountedFleet site, TestPostgres postgres)
            throws Exception {
        var one = random.nextInt(INSTANCES);
        var server =
                site.parts().servers().get(random.nextInt(site.parts().servers().size()));
        switch (random.nextInt(7)) {
            case 0 -> {
                done.add("kill " + one);
                instances.get(one).kill();
                Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
                instances.set(one, slipways.start("slipway-" + one, settings));
            }
            case 1 -> {
                var pause = random.nextInt(LONGEST_FREEZE_MILLIS);
                done.add("freeze " + one + " for " + pause);
                instances.get(one).freeze();
                Thread.sleep(pause);
                instances.get(one).thaw();
            }
            case 2 -> {
                var pause = random.nextInt(2 * LONGEST_PAUSE_MILLIS);
                done.add("database away for " + pause);
                postgres.crash();
                Thread.sleep(pause);
                postgres.startAgain();
            }
            case 3 -> {
                done.add("connections to the database ended");
                try (var connection = connect(postgres);
                        var statement = connection.createStatement()) {
                    statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where datname = current_database() and pid <> pg_backend_pid()");
                }
            }
            case 4 -> {
                done.add("sessions of " + server.port() + " ended");
                server.killSessions();
            }
            case 5 -> {
                done.add("SSH server " + server.port() + " restarted");
                server.restart();
            }
            default -> {
                done.add("both killed");
                for (var instance : instances) {
                    instance.kill();
                }
                for (var i = 0; i < INSTANCES; i++) {
                    instances.set(i, slipways.start("slipway-" + i, settings));
                }
            }
        }
    }

    private SlipwayClient api() {
        return instances.getFirst().api();
    }

    private static java.sql.Connection connect(TestPostgres postgres) throws SQLException {
        var settings = postgres.settings();
        return DriverManager.getConnection(
                settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"));
    }

    private static List<List<String>> rows(TestPostgres postgres, long number, String sql) throws SQLException {
        try (var connection = connect(postgres);
                var query = connection.prepareStatement(sql)) {
            query.setLong(1, number);
            var all = new ArrayList<List<String>>();
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    all.add(List.of(rows.getString(1), rows.getString(2)));
                }
            }
            return all;
        }
    }
}
