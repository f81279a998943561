package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.node.JobStatus.State;
import dev.slipway.node.NodeException;
import dev.slipway.node.NodeException.Kind;
import dev.slipway.real.RealNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: killing the SSH server's session does not touch the job, and its log is read without loss or repetition.
 *
 * <p>Method: all processes of the session are killed several times while the log is followed by offsets.
 */
class Row16SessionKilledTest {
    private static final int LINES = 150;

    @Test
    void the_job_goes_on_and_its_log_is_complete(@TempDir Path temp) throws Exception {
        try (var server = new RealNode(temp);
                var node = server.connect()) {
            server.release("1");
            node.start(
                    RealNode.job(
                            "j",
                            "n=0; while [ $n -lt " + LINES + " ]; do n=$((n + 1)); echo line $n; sleep 0.02; done"),
                    Duration.ZERO);
            var read = new ByteArrayOutputStream();
            for (int kills = 0; kills < 3; kills++) {
                int so = read.size();
                await().atMost(RealNode.SOON)
                        .ignoreException(NodeException.class)
                        .until(() -> {
                            read.writeBytes(node.tail("j", 0, read.size()).bytes());
                            return read.size() > so;
                        });
                server.sshd().killSessions();
            }
            assertThat(RealNode.end(node, "j").exitCode()).isZero();
            read.writeBytes(node.tail("j", 0, read.size()).bytes());
            assertThat(read.toString(StandardCharsets.UTF_8))
                    .isEqualTo(IntStream.rangeClosed(1, LINES)
                            .mapToObj(n -> "line " + n + "\n")
                            .collect(Collectors.joining()));
            server.acknowledge(node, "j");
        }
    }

    @Test
    void values_and_outcome_survive_and_a_later_start_tells_them(@TempDir Path temp) throws Exception {
        try (var server = new RealNode(temp);
                var node = server.connect()) {
            server.release("1");
            String run = "echo begun $SECRET; while [ ! -e ~/go ]; do sleep 0.05; done; echo ended; exit 3";
            var job = RealNode.job("j", run, Map.of("SECRET", "it's \"$x\"\n  two  "));
            assertThat(node.start(job, Duration.ZERO).state()).isEqualTo(State.RUNNING);
            server.sshd().killSessions();
            Files.createFile(server.file("go"));

            var done = RealNode.end(node, "j");

            assertThat(done.exitCode()).isEqualTo(3);
            assertThat(RealNode.log(node, "j")).asString().isEqualTo("begun it's \"$x\" two\nended\n");
            assertThat(node.start(RealNode.job("j", run), Duration.ZERO)).isEqualTo(done);
            server.acknowledge(node, "j");
            node.acknowledge("j");
            assertThat(node.start(RealNode.job("j", run), Duration.ZERO).exitCode())
                    .isEqualTo(3);
        }
    }

    @Test
    void the_job_lives_when_the_session_dies_whose_start_still_waits_for_it(@TempDir Path temp) throws Exception {
        try (var server = new RealNode(temp);
                var crew = Executors.newVirtualThreadPerTaskExecutor();
                var node = server.connect()) {
            server.release("1");
            var job = RealNode.job("j", "echo ran | tee -a ~/ledger; while [ ! -e ~/go ]; do sleep 0.05; done");
            var waiting = crew.submit(() -> RealNode.kindOf(() -> node.start(job, RealNode.SOON)));
            server.awaitFile("ledger");
            server.sshd().killSessions();
            assertThat(waiting.get()).isEqualTo(Kind.NO_ANSWER);

            // Its commands may be dead a moment before the connection is: then the next call is lost too.
            await().atMost(RealNode.SOON)
                    .ignoreException(NodeException.class)
                    .until(() -> node.start(job, Duration.ZERO).state() == State.RUNNING);
            Files.createFile(server.file("go"));

            assertThat(RealNode.end(node, "j").exitCode()).isZero();
            assertThat(server.file("ledger")).hasContent("ran");
            server.acknowledge(node, "j");
        }
    }

    @Test
    void a_helper_that_was_killed_while_it_came_is_asked_for_again_and_one_that_is_refused_is_not(@TempDir Path temp)
            throws Exception {
        try (var server = new RealNode(Files.createDirectory(temp.resolve("killed")), "ForceCommand kill -9 $$")) {
            assertThat(RealNode.kindOf(() -> server.connect().close())).isEqualTo(Kind.NO_ANSWER);
        }
        try (var server = new RealNode(Files.createDirectory(temp.resolve("silent")), "ForceCommand exit 1")) {
            assertThat(RealNode.kindOf(() -> server.connect().close())).isEqualTo(Kind.REFUSED);
        }
    }
}
