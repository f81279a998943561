package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestPostgres;
import dev.slipway.real.RealHaproxy;
import dev.slipway.real.Slipways;
import java.nio.file.Files;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: while PostgreSQL is away the jobs on the nodes run on, and everything goes on by itself when it is back.
 *
 * <p>Method: the server ends as by a crash while a migration runs, stays away, and comes back. The migration ends
 * meanwhile.
 */
class Row09DatabaseRestartedIT {
    @RegisterExtension
    final Slipways slipways = new Slipways();

    @Test
    void a_restart_of_three_seconds_changes_nothing() throws Exception {
        endsAsIfNothingHappened(Duration.ofSeconds(3));
    }

    @Test
    @EnabledIfSystemProperty(named = "slipway.matrix", matches = "nightly")
    void a_minute_without_a_database_changes_nothing() throws Exception {
        endsAsIfNothingHappened(Duration.ofMinutes(1));
    }

    private void endsAsIfNothingHappened(Duration away) throws Exception {
        RealHaproxy.mustBeThere();
        try (var postgres =
                        new TestPostgres(Files.createDirectory(slipways.folder().resolve("postgres")));
                var two = new TwoInstances(slipways, 2, postgres.settings())) {
            var other = two.other();
            try (var reader = other.api().events(two.number(), 0)) {
                Awaitility.await().until(() -> reader.lastId() == two.newestEntry());

                postgres.crash();
                two.letMigrationEnd();
                Awaitility.await().pollDelay(away).atMost(away.plusSeconds(10)).until(() -> true);
                postgres.startAgain();

                two.assertEndedAsIfNothingHappened(other);
                Awaitility.await().until(reader::ended);
                assertThat(reader.lastId()).isEqualTo(two.newestEntry());
                assertThat(reader.events()).hasSize((int) two.newestEntry());
            }
        }
    }
}
