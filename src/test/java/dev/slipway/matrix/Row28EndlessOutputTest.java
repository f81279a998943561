package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.node.NodeConnection.LogPart;
import dev.slipway.real.RealNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: endless output fills neither the node's disk nor our memory, its end is kept, and the reader is told that some
 * was dropped.
 *
 * <p>Method: the log is followed as the engine does, while the job's folder and the size of every part are measured.
 */
class Row28EndlessOutputTest {
    private static final long MOST_ON_THE_NODE = 12 << 20;
    private static final int MOST_AT_ONCE = 1 << 20;

    @Test
    void four_hundred_megabytes_with_one_line_of_a_hundred(@TempDir Path temp) throws Exception {
        follow(temp, """
                yes 'a line of output' | head -c 300000000
                head -c 100000000 /dev/zero | tr '\\0' x
                echo; echo the end""");
    }

    @Test
    @EnabledIfSystemProperty(named = "slipway.matrix", matches = "nightly")
    void a_gigabyte(@TempDir Path temp) throws Exception {
        follow(temp, "head -c 1000000000 /dev/urandom; echo; echo the end");
    }

    private static void follow(Path temp, String script) throws Exception {
        try (var server = new RealNode(temp);
                var node = server.connect()) {
            server.release("1");
            var status = node.start(RealNode.job("j", script), Duration.ZERO);
            var part = new LogPart(0, 0, new byte[0]);
            String last = "";
            long read = 0;
            while (!status.state().over()
                    || part.generation() != status.generation()
                    || part.end() < status.logSize()) {
                part = node.tail("j", part.generation(), part.end());
                assertThat(part.bytes().length).isLessThanOrEqualTo(MOST_AT_ONCE);
                assertThat(size(server.file(".slipway/jobs/j"))).isLessThan(MOST_ON_THE_NODE);
                read += part.bytes().length;
                last = part.bytes().length == 0 ? last : new String(part.bytes(), StandardCharsets.ISO_8859_1);
                status = node.status("j", Duration.ofMillis(20));
            }
            assertThat(RealNode.end(node, "j").exitCode()).isZero();
            assertThat(status.generation()).as("a generation is dropped output").isPositive();
            assertThat(read).isPositive();
            status = node.status("j", Duration.ZERO);
            String end = new String(
                    node.tail("j", status.generation(), status.logSize() - 9).bytes(), StandardCharsets.ISO_8859_1);
            assertThat(end).isEqualTo("\nthe end\n");
            server.acknowledge(node, "j");
        }
    }

    private static long size(Path folder) throws IOException {
        long sum = 0;
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                try {
                    sum += Files.size(file);
                } catch (NoSuchFileException _) {
                    // the generation that was just dropped
                }
            }
        }
        return sum;
    }
}
