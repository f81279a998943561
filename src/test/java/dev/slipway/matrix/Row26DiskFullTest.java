package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.slipway.node.JobStatus.State;
import dev.slipway.node.NodeException;
import dev.slipway.node.NodeException.Kind;
import dev.slipway.node.sshj.Packs;
import dev.slipway.real.RealNode;
import dev.slipway.real.SmallDisk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a full disk refuses work before it begins, and does not touch a job that runs: its exit status is true, and its
 * log says that some of it is missing.
 *
 * <p>Method: the login's home is a file system of a few megabytes, filled to the last block.
 */
@EnabledIfSystemProperty(named = "slipway.matrix", matches = "nightly")
class Row26DiskFullTest {
    private static final String NOTE = "slipway: the node's disk takes no more of this output";

    @Test
    void what_has_not_begun_is_refused_by_name(@TempDir Path temp) throws Exception {
        try (var disk = SmallDisk.mount(temp.resolve("sshd/home"), 24);
                var server = new RealNode(temp);
                var node = server.connect()) {
            server.release("1");
            node.look(List.of());
            byte[] noise = new byte[40_000_000];
            new Random(3).nextBytes(noise);
            var tooBig = new Packs().file("big", 0644, noise).delivery("2", List.of(), List.of());
            assertNamesTheDisk(() -> node.deliver(tooBig, _ -> {}));
            assertThat(server.file("app/releases/2")).doesNotExist();
            disk.fill();

            assertNamesTheDisk(() -> node.start(RealNode.job("j", "echo ran >~/ledger"), Duration.ZERO));
            var small = Packs.shop().delivery("3", List.of(), List.of());
            assertNamesTheDisk(() -> node.deliver(small, _ -> {}));
            assertThat(server.file("app/releases/3")).doesNotExist();
            assertThat(server.file(".slipway/jobs/j")).doesNotExist();
            disk.free();
            assertThat(node.start(RealNode.job("j", "echo ran >~/ledger"), RealNode.SOON)
                            .exitCode())
                    .isZero();
            server.acknowledge(node, "j");
        }
    }

    @Test
    void a_job_that_runs_is_not_touched_and_its_log_says_what_happened(@TempDir Path temp) throws Exception {
        try (var disk = SmallDisk.mount(temp.resolve("sshd/home"), 24);
                var server = new RealNode(temp);
                var node = server.connect()) {
            server.release("1");
            node.start(RealNode.job("j", """
                            echo before; while [ ! -e %1$s/full ]; do sleep 0.05; done
                            head -c 300000 /dev/zero | tr '\\0' x; echo
                            while [ ! -e %1$s/free ]; do sleep 0.05; done
                            echo after; exit 7""".formatted(temp)), Duration.ofMillis(300));
            disk.fill();
            Files.createFile(temp.resolve("full"));
            await().atMost(RealNode.SOON)
                    .until(() -> node.status("j", Duration.ofMillis(100)).generation() == 1);
            assertThat(text(node.tail("j", 0, 0).bytes())).startsWith("before\n");
            assertThat(text(node.tail("j", 1, 0).bytes())).startsWith(NOTE);
            disk.free();
            Files.createFile(temp.resolve("free"));

            var end = RealNode.end(node, "j");

            assertThat(end.state()).isEqualTo(State.DONE);
            assertThat(end.exitCode()).isEqualTo(7);
            assertThat(text(RealNode.log(node, "j")))
                    .startsWith("before\n")
                    .contains(NOTE)
                    .endsWith("\nafter\n");
            disk.fill();
            server.acknowledge(node, "j");
            assertThat(node.status("j", Duration.ZERO).exitCode()).isEqualTo(7);
        }
    }

    @Test
    void a_job_that_ends_on_a_full_disk_tells_its_exit_status_and_can_be_cancelled_there(@TempDir Path temp)
            throws Exception {
        try (var disk = SmallDisk.mount(temp.resolve("sshd/home"), 24);
                var server = new RealNode(temp);
                var node = server.connect()) {
            server.release("1");
            String wait = "while [ ! -e %s/go ]; do sleep 0.05; done; exit 5".formatted(temp);
            node.start(RealNode.job("ends", wait), Duration.ZERO);
            node.start(RealNode.job("cancelled", "sleep 300"), Duration.ZERO);
            disk.fill();
            Files.createFile(temp.resolve("go"));
            assertThat(RealNode.end(node, "ends").exitCode()).isEqualTo(5);
            node.cancel("cancelled", Duration.ofSeconds(5));
            assertThat(RealNode.end(node, "cancelled").exitCode()).isEqualTo(143);
            server.acknowledge(node, "ends");
            server.acknowledge(node, "cancelled");
        }
    }

    private static void assertNamesTheDisk(ThrowingCallable act) {
        var refused = catchThrowableOfType(NodeException.class, act);
        assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
        assertThat(refused).hasMessageContaining("disk is full");
        assertThat(refused.failure().next()).contains("Free space");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
