package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.deployment.Choice;
import dev.slipway.deployment.DeploymentState;
import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Event.Sort;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.Plan;
import dev.slipway.deployment.Question;
import dev.slipway.fleet.Failure;
import dev.slipway.history.Sql;
import dev.slipway.pipeline.Pipeline;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: a person's word about a migration settles the ledger's line if that still says what the person was asked about,
 * and changes nothing otherwise.
 *
 * <p>Method: the real statement on a real PostgreSQL, with the state of a deployment that asks.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected fields
class MigrationWordTest {
    private static final AtomicInteger RELEASES = new AtomicInteger();
    private static final long ASKS = 71;

    @Inject
    Sql sql;

    private String release;

    @BeforeEach
    void another_release() {
        release = "word-" + RELEASES.incrementAndGet();
    }

    @ParameterizedTest
    @CsvSource({"APPLIED, succeeded", "NOT_APPLIED, failed"})
    void settles_what_nobody_knew(Choice word, String outcome) throws Exception {
        line("unknown", 70);

        assertThat(settle(word, Sort.UNKNOWN)).isNull();
        assertThat(line()).isEqualTo(outcome + " by 71 asked 2");
    }

    @ParameterizedTest
    @EnumSource(
            value = Choice.class,
            names = {"APPLIED", "NOT_APPLIED"})
    void does_not_settle_what_is_being_run_again(Choice word) throws Exception {
        line("started", 72);

        assertThat(settle(word, Sort.UNKNOWN)).contains("Meanwhile another deployment");
        assertThat(line()).isEqualTo("started by 72 asked 1");
    }

    @Test
    void does_not_contradict_what_was_found_out_meanwhile() throws Exception {
        line("succeeded", 72);

        assertThat(settle(Choice.NOT_APPLIED, Sort.UNKNOWN)).contains("Meanwhile");
        assertThat(line()).isEqualTo("succeeded by 72 asked 1");
    }

    @Test
    void says_once_more_what_is_known_already() throws Exception {
        line("succeeded", 72);

        assertThat(settle(Choice.APPLIED, Sort.UNKNOWN)).isNull();
        assertThat(line()).isEqualTo("succeeded by 71 asked 2");
    }

    @Test
    void a_retry_takes_a_failed_one_over() throws Exception {
        line("failed", 70);

        assertThat(settle(Choice.RETRY, Sort.ORDINARY)).isNull();
        assertThat(line()).isEqualTo("failed by 71 asked 2");
    }

    @Test
    void a_retry_of_an_unknown_one_only_looks_again() throws Exception {
        line("unknown", 70);

        assertThat(settle(Choice.RETRY, Sort.UNKNOWN)).isNull();
        assertThat(line()).isEqualTo("unknown by 70 asked 1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Choice.class,
            names = {"PAUSE", "RESUME", "CANCEL", "APPROVE", "REFUSE", "SKIP", "ROLLBACK", "ABORT"})
    void other_words_leave_it(Choice word) throws Exception {
        line("unknown", 70);

        assertThat(settle(word, Sort.UNKNOWN)).isNull();
        assertThat(line()).isEqualTo("unknown by 70 asked 1");
    }

    private @Nullable String settle(Choice word, Sort sort) throws Exception {
        var state = asking(sort);
        return sql.<@Nullable String, RuntimeException>transaction(c -> MigrationWord.settle(c, ASKS, state, word));
    }

    private void line(String state, long deployment) throws Exception {
        sql.<Integer, RuntimeException>transaction(c -> Sql.update(c, """
                        insert into migration (application, release, database, state, deployment, node, attempt, asked, confirmed)
                        values ('shop', ?, 'shop', ?, ?, 'web-1', 1, 1, true)""", release, state, deployment));
    }

    private String line() throws Exception {
        return sql.<List<String>, RuntimeException>transaction(c -> Sql.list(
                        c,
                        row -> row.getString(1) + " by " + row.getLong(2) + " asked " + row.getInt(3),
                        "select state, deployment, asked from migration where release = ?",
                        release))
                .getFirst();
    }

    /** Its second attempt at the migration ended like that, and it asks. */
    private DeploymentState asking(Sort sort) {
        var command = new Pipeline.Command("m", "m", Duration.ofMinutes(1), false, null, false);
        var failure = new Failure(Failure.Category.USER, "web-1", "running it", "exit status 1", "look");
        var events = new ArrayList<Event>();
        events.add(new Event.Queued(Kind.DEPLOY, "shop-71", release, "test", null, null));
        events.add(new Event.Owned("one"));
        events.add(new Event.Planned(plan(command)));
        for (var attempt = 1; attempt <= 2; attempt++) {
            events.add(new Event.StepStarted("web-1", "migrate: m", attempt));
            events.add(new Event.StepFailed("web-1", "migrate: m", attempt, failure, sort));
        }
        events.add(new Event.Held(
                new Question("hold-1", "?", "web-1", List.of(Choice.RETRY, Choice.APPLIED, Choice.NOT_APPLIED))));
        var entries = new ArrayList<Entry>();
        events.forEach(e -> entries.add(new Entry(entries.size() + 1, Instant.EPOCH, 1, e)));
        return DeploymentState.of(entries);
    }

    private Plan plan(Pipeline.Command command) {
        var made = MigrationWorld.of(command, dev.slipway.fleet.WebNode.of(1), release, ASKS, null, null)
                .plan();
        var node = new Plan.NodePlan("web-1", null, false, List.of(), List.of(), List.of());
        return new Plan(
                made.kind(),
                made.fleet(),
                made.pipeline(),
                made.release(),
                List.of(node),
                1,
                0,
                made.migrationNode(),
                List.of(),
                0,
                0);
    }
}
