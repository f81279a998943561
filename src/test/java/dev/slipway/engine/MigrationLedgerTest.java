package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.TestDatabase;
import dev.slipway.deployment.Event.Sort;
import dev.slipway.engine.step.MigrationLedger;
import dev.slipway.engine.step.MigrationLedger.Line;
import dev.slipway.engine.step.MigrationLedger.State;
import dev.slipway.engine.step.StepOutcome;
import dev.slipway.fleet.Failure;
import dev.slipway.history.Sql;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import dev.slipway.pipeline.Pipeline;
import dev.slipway.real.RealNode;
import dev.slipway.release.Release;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a migration runs once, wherever Slipway crashes, and what nobody can know is asked, never guessed.
 *
 * <p>Method: the real step with the real ledger in PostgreSQL and the real helper behind a real {@code sshd}. A crash
 * is an error thrown out of the ledger or the connection; the step is then run again, as the next owner does. The
 * migration writes one line into a file each time that it really runs.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected fields
class MigrationLedgerTest {
    private static final AtomicInteger RELEASES = new AtomicInteger();
    private static final String WAITS = "; while [ ! -e ~/go ]; do sleep 0.05; done";

    @Inject
    Migrations migrations;

    @Inject
    Sql sql;

    private String release;
    private RealNode node;
    private NodeConnection connection;

    @BeforeEach
    void start(@TempDir Path temp) throws Exception {
        release = "1." + RELEASES.incrementAndGet();
        node = new RealNode(temp);
        node.release(release);
        connection = node.connect();
    }

    @AfterEach
    void end() throws Exception {
        Files.writeString(node.file("go"), "");
        connection.close();
        node.close();
    }

    @Test
    void a_crash_before_the_intent_is_written_left_nothing() throws Exception {
        var world = world(command("", null, false), 1);
        assertThatThrownBy(() -> world.with(dying(world.ledger(), true)).run()).isInstanceOf(Crash.class);
        assertThat(state()).isEqualTo("none");
        assertDone(world.run(), 1);
    }

    @Test
    void b_crash_after_the_intent_and_before_the_start() throws Exception {
        var world = world(command("", null, false), 1);
        assertThatThrownBy(() -> world.with(dying(world.ledger(), false)).run()).isInstanceOf(Crash.class);
        assertThat(state()).isEqualTo("started");
        assertDone(world.run(), 1);
    }

    @Test
    void c_start_sent_and_no_reply() throws Exception {
        var world = world(command("", null, false), 1);
        assertThatThrownBy(() -> world.with(this::dyingAfterStart).run()).isInstanceOf(Crash.class);
        assertDone(world.run(), 1);
    }

    @Test
    void d_crash_while_it_runs() throws Exception {
        var world = crashedWhileItRuns(command(WAITS, null, false));
        Files.writeString(node.file("go"), "");
        assertDone(world.run(), 1);
    }

    @Test
    void e_finished_while_nobody_looked() throws Exception {
        var world = crashedWhileItRuns(command(WAITS, null, false));
        Files.writeString(node.file("go"), "");
        RealNode.end(connection, job(1));
        assertDone(world.run(), 1);
    }

    @Test
    void f_finished_and_cleaned_up_but_our_commit_was_lost() throws Exception {
        var world = world(command("", null, false), 1);
        assertDone(world.run(), 1);
        node.acknowledge(connection, job(1));
        sql.<Integer, RuntimeException>transaction(
                c -> Sql.update(c, "delete from migration where release = ?", release));
        assertDone(world.run(), 1);
    }

    @Test
    void g_the_node_rebooted_in_the_middle() throws Exception {
        var world = rebooted(command(WAITS, null, false));
        assertUnknown(world.run());
        assertThat(state()).isEqualTo("unknown");
        assertUnknown(world.attempt(2).run()); // retry asks the node again, and does not run it
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void h_the_node_is_gone_for_good() throws Exception {
        var world = crashedWhileItRuns(command(WAITS, null, true)).with(() -> {
            throw new NodeException(
                    NodeException.Kind.NO_ANSWER,
                    new Failure(Failure.Category.NODE, "web-1", "connecting", "no answer", "Start it"));
        });
        assertUnknown(world.run()); // although it is idempotent: it may still run there
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void verify_says_that_it_is_applied() throws Exception {
        assertDone(
                rebooted(command(WAITS, "[ $SLIPWAY_RELEASE = " + release + " ]", false))
                        .run(),
                1);
    }

    @Test
    void verify_says_that_it_is_not_applied() throws Exception {
        var failed =
                (StepOutcome.Failed) rebooted(command(WAITS, "exit 1", false)).run();
        assertThat(failed.sort()).isEqualTo(Sort.ORDINARY);
        assertThat(state()).isEqualTo("failed");
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void verify_cannot_tell() throws Exception {
        assertUnknown(rebooted(command(WAITS, "exit 7", false)).run());
    }

    @Test
    void an_idempotent_one_runs_again_when_the_first_run_is_over() throws Exception {
        var first = "; while [ ! -e ~/go ] && [ $(wc -l <~/ledger) -eq 1 ]; do sleep 0.05; done";
        var world = rebooted(command(first, null, true));
        assertDone(world.run(), 2);
    }

    @Test
    void crash_between_the_line_of_a_failed_one_and_the_journal_does_not_run_it_again() throws Exception {
        var world = world(command("; exit 3", null, false), 1);
        assertFailed(world.run());
        assertFailed(world.run());
        assertThat(runs()).isEqualTo(1);
        assertFailed(world.attempt(2).run()); // a person's retry
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void retry_of_an_unknown_one_that_turns_out_to_have_failed_does_not_run_it_again() throws Exception {
        var world = crashedWhileItRuns(command(WAITS + "; exit 3", null, false));
        set(State.UNKNOWN);
        Files.writeString(node.file("go"), "");
        assertFailed(world.attempt(2).run());
        assertFailed(world.attempt(2).run()); // the crash was before the journal's entry
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void not_applied_runs_it_as_a_new_attempt() throws Exception {
        var world = rebooted(command(WAITS, null, false));
        assertUnknown(world.run());
        Files.writeString(node.file("go"), "");
        set(State.FAILED); // as a person's word does
        assertDone(world.attempt(2).run(), 2);
    }

    @Test
    void the_failure_of_another_deployment_is_asked_about() throws Exception {
        assertFailed(world(command("; exit 3", null, false), 1).run());
        var failed =
                (StepOutcome.Failed) world(command("; exit 3", null, false), 3).run();
        assertThat(failed.sort()).isEqualTo(Sort.FAILED_BEFORE);
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void two_fleets_on_one_database_deploy_at_once_and_it_runs_once(@TempDir Path temp) throws Exception {
        try (var other = new RealNode(temp.resolve("other"));
                var there = other.connect()) {
            other.release(release);
            var first = world(command("; sleep 0.3", null, false), 1);
            var second = world(command("; sleep 0.3", null, false), 1).with(() -> there);
            var ended = CompletableFuture.supplyAsync(() -> outcome(first));
            assertThat(outcome(second)).isInstanceOf(StepOutcome.Done.class);
            assertThat(ended.get()).isInstanceOf(StepOutcome.Done.class);
        }
        assertThat(runs()).isEqualTo(1);
    }

    private static StepOutcome outcome(MigrationWorld world) {
        try {
            return world.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Pipeline.Command command(String then, String verify, boolean idempotent) {
        return new Pipeline.Command(
                "m", "echo ran >>" + node.file("ledger") + then, Duration.ofMinutes(30), false, verify, idempotent);
    }

    private MigrationWorld world(Pipeline.Command command, long epoch) throws Exception {
        long number = sql.<Long, RuntimeException>transaction(c -> Sql.number(c, """
                insert into deployment (fleet, kind, release, status, started_by, queued_at, started_at, last_entry,
                                        epoch)
                values ('shop-' || gen_random_uuid(), 'deploy', ?, 'held', 'test', now(), now(), 1, ?)
                returning number""", release, epoch));
        var ledger = migrations.under(number, new Leases.Lease() {
            @Override
            public long epoch() {
                return epoch;
            }

            @Override
            public boolean held() {
                return true;
            }
        });
        return MigrationWorld.of(
                command, node.node(node.sshd().port(), null), release, number, ledger, () -> connection);
    }

    /** The owner is interrupted, as when its machine dies; the job runs on. */
    private MigrationWorld crashedWhileItRuns(Pipeline.Command command) throws Exception {
        var world = world(command, 1);
        var owner = Thread.ofVirtual().start(() -> {
            try {
                world.run();
            } catch (Exception _) {
                // it died
            }
        });
        node.awaitFile("ledger");
        owner.interrupt();
        owner.join();
        return world;
    }

    /** The gate names another boot: what was begun before it is lost. The script is let go when the test ends. */
    private MigrationWorld rebooted(Pipeline.Command command) throws Exception {
        var world = crashedWhileItRuns(command);
        var gate = node.file(".slipway/jobs").resolve(job(1)).resolve("gate");
        var words = Files.readString(gate).strip().split(" ", -1);
        Files.writeString(gate, words[0] + " " + words[1] + " another-boot run\n");
        return world;
    }

    private String job(int attempt) {
        return "inst-m-shop-shop-" + release + "-a" + attempt;
    }

    private NodeConnection dyingAfterStart() {
        return (NodeConnection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {NodeConnection.class}, (proxy, method, arguments) -> {
                    try {
                        method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    throw new Crash();
                });
    }

    private static MigrationLedger dying(MigrationLedger real, boolean before) {
        return new MigrationLedger() {
            @Override
            public Line read(Release of, String database) throws dev.slipway.engine.step.NotOwner {
                return real.read(of, database);
            }

            @Override
            public boolean replace(Release of, String database, Line was, Line after)
                    throws dev.slipway.engine.step.NotOwner {
                if (!before) {
                    real.replace(of, database, was, after);
                }
                throw new Crash();
            }
        };
    }

    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    private void set(State state) throws Exception {
        sql.<Integer, RuntimeException>transaction(c -> Sql.update(
                c,
                "update migration set state = ? where release = ?",
                state.name().toLowerCase(java.util.Locale.ROOT),
                release));
    }

    private String state() throws Exception {
        return sql.<String, RuntimeException>transaction(c -> {
            try (var statement = c.prepareStatement("select state from migration where release = ?")) {
                Sql.set(statement, release);
                try (var rows = statement.executeQuery()) {
                    return rows.next() ? rows.getString(1) : "none";
                }
            }
        });
    }

    private int runs() throws Exception {
        return Files.readAllLines(node.file("ledger")).size();
    }

    private void assertDone(StepOutcome outcome, int runs) throws Exception {
        assertThat(outcome).isInstanceOf(StepOutcome.Done.class);
        assertThat(state()).isEqualTo("succeeded");
        assertThat(runs()).isEqualTo(runs);
    }

    private void assertFailed(StepOutcome outcome) throws Exception {
        assertThat(((StepOutcome.Failed) outcome).sort()).isEqualTo(Sort.ORDINARY);
        assertThat(state()).isEqualTo("failed");
    }

    private void assertUnknown(StepOutcome outcome) throws Exception {
        assertThat(((StepOutcome.Failed) outcome).sort()).isEqualTo(Sort.UNKNOWN);
        assertThat(runs()).isEqualTo(1);
    }
}
