package dev.slipway.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Strategy;
import dev.slipway.fleet.Strategy.OnFailure;
import dev.slipway.fleet.WebNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: what is live is never guessed where a person has to say it. Method: rows of deployments and nodes, in a
 * transaction that is rolled back. {@code success} stands for 1.1 on all five nodes.
 */
@QuarkusTest
@NullUnmarked
@WithTestResource(TestDatabase.class)
class LiveReleaseTest {
    private static final String FLEET = "live-or-not";
    private static final int NODES = 5;

    @Inject
    DataSource database;

    @ParameterizedTest(name = "{0} with {2} of 5 on 1.2, strategy {1}: {3}, settled: {4}")
    @CsvSource({
        // it succeeded, whatever the nodes say
        "succeeded, ROLLBACK, 5, 1.2, true",
        // it went on without some nodes
        "failed, CONTINUE, 4, 1.2, true",
        "failed, CONTINUE, 3, 1.2, true",
        // most nodes do not have it
        "failed, CONTINUE, 2, 1.1, false",
        // nothing was changed
        "failed, CONTINUE, 0, 1.1, true",
        "failed, ROLLBACK, 0, 1.1, true",
        "rolled_back, ROLLBACK, 0, 1.1, true",
        "cancelled, ROLLBACK, 0, 1.1, true",
        // a trial that somebody stopped, and a way back that was not finished
        "cancelled, CONTINUE, 4, 1.1, false",
        "cancelled, ROLLBACK, 1, 1.1, false",
        "failed, ROLLBACK, 4, 1.1, false",
        "failed, HOLD, 4, 1.1, false",
    })
    void after_a_success_with_1_1(String status, OnFailure onFailure, int on12, String live, boolean settled)
            throws Exception {
        try (var c = database.getConnection()) {
            c.setAutoCommit(false);
            deployment(c, "1.0", "succeeded");
            deployment(c, "1.1", "succeeded");
            deployment(c, "1.2", status);
            for (var i = 1; i <= NODES; i++) {
                proved(c, i, i <= on12 ? "1.2" : "1.1");
            }

            var found = LiveRelease.find(c, fleet(onFailure)).orElseThrow();

            assertThat(found.release()).isEqualTo(live);
            assertThat(found.settled()).isEqualTo(settled);
            assertThat(found.before()).isEqualTo(live.equals("1.2") ? "1.1" : "1.0");
            c.rollback();
        }
    }

    @ParameterizedTest
    @CsvSource({"failed, 0", "failed, 2", "cancelled, 5"})
    void before_the_first_success_nothing_is(String status, int on) throws Exception {
        assertThat(first(status, OnFailure.ROLLBACK, on)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"4"})
    void but_a_first_one_that_went_on(int on) throws Exception {
        assertThat(first("failed", OnFailure.CONTINUE, on))
                .hasValueSatisfying(found -> assertThat(found.release()).isEqualTo("1.0"));
    }

    private Optional<LiveRelease> first(String status, OnFailure onFailure, int on) throws Exception {
        try (var c = database.getConnection()) {
            c.setAutoCommit(false);
            deployment(c, "1.0", status);
            for (var i = 1; i <= NODES; i++) {
                proved(c, i, i <= on ? "1.0" : null);
            }
            var found = LiveRelease.find(c, fleet(onFailure));
            c.rollback();
            return found;
        }
    }

    private static void deployment(Connection c, String release, String status) throws Exception {
        Sql.update(c, """
                insert into deployment (fleet, kind, release, status, started_by, queued_at, started_at, finished_at)
                values (?, 'deploy', ?, ?, 'test', now(), now(), now())""", FLEET, release, status);
    }

    private static void proved(Connection c, int node, @Nullable String release) throws Exception {
        Sql.update(
                c,
                "insert into node_record (fleet, node, proved, rotation) values (?, ?, ?, 'IN')",
                FLEET,
                WebNode.of(node).name(),
                release);
    }

    private static Fleet fleet(OnFailure onFailure) {
        var strategy = new Strategy(
                1, null, Duration.ofSeconds(30), Duration.ZERO, onFailure, 1, Duration.ofMinutes(1), false);
        return new Fleet(
                FLEET,
                "shop",
                "test",
                new Fleet.PipelineChoice.Named("p"),
                "/srv/shop",
                FLEET,
                Map.of(),
                IntStream.rangeClosed(1, NODES).mapToObj(WebNode::of).toList(),
                null,
                strategy,
                3);
    }
}
