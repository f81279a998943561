package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.node.JobStatus.State;
import dev.slipway.node.NodeException.Kind;
import dev.slipway.real.FaultProxy;
import dev.slipway.real.RealNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a connection that is cut after {@code start} was sent and before its reply leads to one execution, which the
 * next call attaches to.
 *
 * <p>Method: {@code start} is asked to wait for the end, so its reply stays out. When the script has left its mark, so
 * {@code start} must have arrived, the connection is cut and {@code start} is called again.
 */
class Row15SshCutAfterStartTest {
    @Test
    void starting_again_attaches_to_the_one_execution(@TempDir Path temp) throws Exception {
        try (var server = new RealNode(temp);
                var proxy = new FaultProxy(server.sshd().port());
                var crew = Executors.newVirtualThreadPerTaskExecutor();
                var node = server.connect(proxy.port())) {
            server.release("1");
            var job = RealNode.job("j", "echo ran | tee -a ~/ledger; while [ ! -e ~/go ]; do sleep 0.05; done; exit 3");
            var first = crew.submit(() -> RealNode.kindOf(() -> node.start(job, RealNode.SOON)));
            server.awaitFile("ledger");
            proxy.cutNow();
            assertThat(first.get()).isEqualTo(Kind.NO_ANSWER);
            proxy.recover();

            assertThat(node.start(job, Duration.ZERO).state()).isEqualTo(State.RUNNING);
            Files.createFile(server.file("go"));

            assertThat(RealNode.end(node, "j").exitCode()).isEqualTo(3);
            assertThat(server.file("ledger")).hasContent("ran");
            assertThat(RealNode.log(node, "j")).asString().isEqualTo("ran\n");
            server.acknowledge(node, "j");
        }
    }
}
