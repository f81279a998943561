package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.node.NodeException.Kind;
import dev.slipway.real.RealNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a server that takes the connection and says nothing is an error, and holds up no other node.
 *
 * <p>Method: a listening socket that nobody reads. While several calls wait for it, another node does its work; the
 * limit of the wait is far beyond the budget for connecting.
 */
class Row18SilentServerTest {
    @Test
    void it_is_an_error_and_other_nodes_are_not_delayed(@TempDir Path temp) throws Exception {
        try (var server = new RealNode(temp);
                var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var crew = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = new ArrayList<Future<@Nullable Kind>>();
            for (int i = 0; i < 4; i++) {
                waiting.add(crew.submit(() -> RealNode.kindOf(
                        () -> server.connect(silent.getLocalPort()).close())));
            }
            try (var node = server.connect()) {
                assertThat(node.look(List.of()).canary()).isTrue();
            }
            assertThat(waiting).noneMatch(Future::isDone);
            for (var one : waiting) {
                assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(Kind.NO_ANSWER);
            }
        }
    }
}
