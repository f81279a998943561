package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.node.JobStatus;
import dev.slipway.node.JobStatus.State;
import dev.slipway.node.LocalHelper;
import dev.slipway.node.NodeConnection;
import dev.slipway.real.RealNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: however many starts and cancels of one job come at once, it runs once or never, and the node says which.
 *
 * <p>Method: every execution leaves a line in a ledger. The starts come over several real connections, and again from
 * local shells under each shell of this machine; the races of a start with a cancel are repeated 40 times in all.
 */
class Rows22And23StartAndCancelAtOnceTest {
    private static final int STARTS = 30;
    private static final int CONNECTIONS = 5;

    static Stream<String> shells() {
        return LocalHelper.shells();
    }

    @Test
    void thirty_starts_over_five_connections_are_one_execution(@TempDir Path temp) throws Exception {
        try (var server = new RealNode(temp)) {
            server.release("1");
            var job = RealNode.job("j", "echo ran >>~/ledger; exit 7");
            var nodes = new ArrayList<NodeConnection>();
            try (var crew = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CONNECTIONS; i++) {
                    nodes.add(server.connect());
                }
                var starts = new ArrayList<Callable<JobStatus>>();
                for (int i = 0; i < STARTS; i++) {
                    var node = nodes.get(i % CONNECTIONS);
                    starts.add(() -> node.start(job, RealNode.SOON));
                }
                for (var answer : crew.invokeAll(starts)) {
                    assertThat(answer.get().state()).isEqualTo(State.DONE);
                    assertThat(answer.get().exitCode()).isEqualTo(7);
                }
                assertThat(server.file("ledger")).hasContent("ran");
                server.acknowledge(nodes.getFirst(), "j");
            } finally {
                nodes.forEach(NodeConnection::close);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void many_starts_at_once_are_one_execution(String shell, @TempDir Path temp) throws Exception {
        try (var helper = new LocalHelper(temp, shell);
                var crew = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> start = () -> helper.start("j", "echo ran >>~/ledger; exit 7", 9000);
            for (var answer : crew.invokeAll(Collections.nCopies(12, start))) {
                assertThat(answer.get()).contains("state=DONE rc=7");
            }
            assertThat(helper.home().resolve("ledger")).hasContent("ran");
            helper.acknowledge("j");
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void of_a_start_and_a_cancel_exactly_one_wins(String shell, @TempDir Path temp) throws Exception {
        int rounds = 40 / (int) LocalHelper.shells().count() + 1;
        try (var helper = new LocalHelper(temp, shell);
                var crew = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < rounds; round++) {
                String id = "race" + round;
                String script = "echo ran >>~/" + id;
                var started = crew.submit(() -> helper.start(id, script, 0));
                var cancelled = crew.submit(() -> helper.verb("cancel " + LocalHelper.OWNER + " " + id + " 0", ""));
                started.get();
                cancelled.get();
                await().atMost(LocalHelper.SOON)
                        .until(() -> helper.stat(id, 500).matches("(?s).*state=(DONE|ABANDONED).*"));
                boolean abandoned = helper.stat(id, 0).contains("ABANDONED");
                // Once more: it must neither run now nor change its mind.
                assertThat(helper.start(id, script, 500)).contains(abandoned ? "ABANDONED" : "DONE");
                if (abandoned) {
                    assertThat(helper.home().resolve(id)).doesNotExist();
                } else if (Files.exists(helper.home().resolve(id))) { // the cancel may have come before the first line
                    assertThat(helper.home().resolve(id)).hasContent("ran");
                }
                helper.acknowledge(id);
            }
        }
    }

    @Test
    void a_cancel_before_the_start_is_obeyed(@TempDir Path temp) throws Exception {
        try (var server = new RealNode(temp);
                var node = server.connect()) {
            server.release("1");
            assertThat(node.cancel("j", Duration.ZERO).state()).isEqualTo(State.ABANDONED);
            assertThat(node.start(RealNode.job("j", "echo ran >~/ledger"), Duration.ofSeconds(1))
                            .state())
                    .isEqualTo(State.ABANDONED);
            assertThat(server.file("ledger")).doesNotExist();
            server.acknowledge(node, "j");
        }
    }
}
