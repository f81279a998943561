package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.node.Delivery;
import dev.slipway.node.NodeException.Kind;
import dev.slipway.node.sshj.Packs;
import dev.slipway.real.FaultProxy;
import dev.slipway.real.RealNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a delivery that is cut anywhere gives no release a name, and the next attempt succeeds and leaves nothing of
 * the first.
 *
 * <p>Method: one delivery is counted, then others of the same size are cut after each tenth of those bytes. Random
 * bytes, so that compression does not make the pack small.
 */
class Row14SshCutWhileDeliveringTest {
    private static final int SIZE = 1_000_000;

    @Test
    void nothing_is_named_and_the_next_attempt_succeeds(@TempDir Path temp) throws Exception {
        try (var server = new RealNode(temp);
                var proxy = new FaultProxy(server.sshd().port());
                var node = server.connect(proxy.port())) {
            long before = proxy.passed();
            node.deliver(release("whole"), _ -> {});
            long bytes = proxy.passed() - before;
            assertThat(bytes).isGreaterThan(SIZE);

            for (int tenth = 0; tenth < 10; tenth++) {
                var delivery = release("cut-" + tenth);
                proxy.cutAfter(bytes * tenth / 10);
                assertThat(RealNode.kindOf(() -> node.deliver(delivery, _ -> {})))
                        .as("cut after %d0 %%", tenth)
                        .isEqualTo(Kind.NO_ANSWER);
                assertThat(server.file("app/releases/cut-" + tenth)).doesNotExist();
                proxy.recover();
                assertThat(node.deliver(delivery, _ -> {})).contains("verified");
            }
            await().atMost(RealNode.SOON).untilAsserted(() -> assertThat(hidden(server.file("app/releases")))
                    .containsExactly(".delivered"));
            assertThat(node.look(List.of()).releases()).hasSize(11);
        }
    }

    private static List<String> hidden(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .toList();
        }
    }

    private static Delivery release(String version) throws IOException {
        byte[] noise = new byte[SIZE];
        new Random(version.hashCode()).nextBytes(noise);
        return new Packs().folder("bin").file("bin/noise", 0644, noise).delivery(version, List.of(), List.of());
    }
}
