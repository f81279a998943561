package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.slipway.node.JobStatus.State;
import dev.slipway.node.NodeException;
import dev.slipway.real.RealNode;
import dev.slipway.real.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: when a node's file system turns read-only in the middle of a job, its result is "finishing", never an invented
 * one, and new work is refused by name.
 *
 * <p>Method: the login's home is a file system of its own in which the kernel is made to find an error. The supervisor
 * keeps trying to record the result, so it is ended by the test.
 */
@EnabledIfSystemProperty(named = "slipway.matrix", matches = "nightly")
class Row27DiskReadOnlyTest {
    @Test
    void the_result_is_finishing_and_new_work_is_refused(@TempDir Path temp) throws Exception {
        try (var disk = SmallDisk.mount(temp.resolve("sshd/home"), 24);
                var server = new RealNode(temp);
                var node = server.connect()) {
            server.release("1");
            var job = RealNode.job("j", "while [ ! -e %s/go ]; do sleep 0.05; done; exit 5".formatted(temp));
            assertThat(node.start(job, Duration.ZERO).state()).isEqualTo(State.RUNNING);
            disk.breakDown();
            Files.createFile(temp.resolve("go"));

            await().atMost(RealNode.SOON)
                    .until(() -> node.status("j", Duration.ofMillis(200)).state() == State.FINISHING);

            var refused = catchThrowableOfType(
                    NodeException.class, () -> node.start(RealNode.job("k", "true"), Duration.ZERO));
            assertThat(refused).hasMessageContaining("read-only");
            assertThat(node.status("k", Duration.ZERO).state()).isEqualTo(State.NONE);
            server.sshd().leftovers().forEach(ProcessHandle::destroyForcibly);
            await().atMost(RealNode.SOON)
                    .until(() -> node.status("j", Duration.ZERO).state() == State.LOST);
        }
    }
}
