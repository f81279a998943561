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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a network that swallows everything ends a call with an error, and the next call connects anew and attaches.
 *
 * <p>Method: one connection falls silent when it has just logged in, another while its job runs and is being waited
 * for; both at once, for the time it takes to notice is what this test costs. Without keep-alive they would hang for
 * ever, which the limit of the wait shows.
 */
class Row17BlackHoleTest {
    private static final int FAR_BEYOND_THE_LIMIT = 60;

    @Test
    void a_black_hole_is_an_error_and_the_next_call_attaches(@TempDir Path temp) throws Exception {
        try (var server = new RealNode(temp);
                var early = new FaultProxy(server.sshd().port());
                var midway = new FaultProxy(server.sshd().port());
                var crew = Executors.newVirtualThreadPerTaskExecutor();
                var idle = server.connect(early.port());
                var busy = server.connect(midway.port())) {
            server.release("1");
            var job = RealNode.job(
                    "j",
                    "echo ran >>~/ledger; n=0; while [ ! -e ~/go ]; do n=$((n + 1)); echo $n; sleep 0.05; done; echo end");
            assertThat(busy.start(job, Duration.ofMillis(300)).state()).isEqualTo(State.RUNNING);
            early.fallSilent();
            midway.fallSilent();

            var first = crew.submit(() -> RealNode.kindOf(() -> idle.start(job, Duration.ZERO)));
            var second = crew.submit(() -> RealNode.kindOf(() -> busy.status("j", Duration.ofSeconds(10))));
            assertThat(first.get(FAR_BEYOND_THE_LIMIT, TimeUnit.SECONDS)).isEqualTo(Kind.NO_ANSWER);
            assertThat(second.get(FAR_BEYOND_THE_LIMIT, TimeUnit.SECONDS)).isEqualTo(Kind.NO_ANSWER);
            early.recover();
            midway.recover();

            assertThat(idle.start(job, Duration.ZERO).state()).isEqualTo(State.RUNNING);
            assertThat(busy.status("j", Duration.ZERO).state()).isEqualTo(State.RUNNING);
            assertThat(early.accepted()).isEqualTo(2);
            Files.createFile(server.file("go"));
            assertThat(RealNode.end(busy, "j").exitCode()).isZero();
            assertThat(server.file("ledger")).hasContent("ran");
            String[] lines =
                    new String(RealNode.log(busy, "j"), java.nio.charset.StandardCharsets.US_ASCII).split("\n", -1);
            assertThat(lines[lines.length - 2]).isEqualTo("end");
            for (int n = 1; n < lines.length - 2; n++) {
                assertThat(lines[n - 1]).isEqualTo(Integer.toString(n));
            }
            server.acknowledge(busy, "j");
        }
    }
}
