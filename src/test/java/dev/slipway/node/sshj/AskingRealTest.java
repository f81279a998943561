package dev.slipway.node.sshj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.LoopbackPorts;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import dev.slipway.node.NodeException.Kind;
import dev.slipway.real.RealNode;
import dev.slipway.real.RealSshd;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what a node is asked is answered, and changes nothing.
 *
 * <p>Method: a real OpenSSH server per test, with a home of its own; after each test nothing of the helper may be left
 * running.
 */
class AskingRealTest {
    private final Path temp;
    private final RealNode server;

    AskingRealTest(@TempDir Path temp) throws Exception {
        this.temp = temp;
        this.server = new RealNode(temp);
    }

    @AfterEach
    void nothing_is_left_running() {
        server.close();
    }

    @Test
    void looks_at_a_fresh_node() throws Exception {
        try (var node = server.connect()) {
            var facts = node.look(List.of("sh", "no-such-tool"));

            assertThat(facts.current()).isNull();
            assertThat(facts.releases()).isEmpty();
            assertThat(facts.missingTools()).containsExactly("no-such-tool");
            assertThat(facts.writable()).isTrue();
            assertThat(facts.canary()).isTrue();
            assertThat(facts.freeBytes()).isPositive();
        }
    }

    @Test
    void asks_and_tells_ages() throws Exception {
        try (var node = server.connect()) {
            assertThat(node.ask("echo \"it's\"; exit 3", RealNode.SOON))
                    .isEqualTo(new NodeConnection.Said(3, "it's\n"));
            assertThat(node.ask("sleep 30", Duration.ofSeconds(1)).exitCode()).isEqualTo(124);
            long own = ProcessHandle.current().pid();
            assertThat(node.processAge(Long.toString(own)).sinceStart())
                    .isBetween(Duration.ofMillis(500), Duration.ofMinutes(30));
            assertThat(RealNode.kindOf(() -> node.processAge("999999999"))).isEqualTo(Kind.REFUSED);
        }
    }

    @Test
    void tunnels_to_the_nodes_own_loopback() throws Exception {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(Packs.bytes("ok"));
            exchange.close();
        });
        http.start();
        try (var node = server.connect();
                var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            try (var socket = node.tunnel(http.getAddress().getPort(), RealNode.SOON)) {
                socket.getOutputStream().write(Packs.bytes("GET / HTTP/1.0\r\n\r\n"));
                socket.getOutputStream().flush();
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .endsWith("ok");
            }
            try (var socket = node.tunnel(silent.getLocalPort(), RealNode.SOON)) {
                socket.setSoTimeout(200);
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            }
            int closed = LoopbackPorts.free();
            assertThatThrownBy(() -> node.tunnel(closed, RealNode.SOON)).isInstanceOf(ConnectException.class);
        } finally {
            http.stop(0);
        }
    }

    @Test
    void forbidden_forwarding_is_named() throws Exception {
        try (var strict = RealSshd.start(Files.createDirectory(temp.resolve("strict")), "AllowTcpForwarding no");
                var node = new SshNodes(_ -> strict.privateKey(), new SecureRandom())
                        .connect(server.node(strict.port(), strict.hostKey()), RealNode.fence(1))) {
            assertThatThrownBy(() -> node.tunnel(80, RealNode.SOON))
                    .isInstanceOfSatisfying(
                            NodeException.class,
                            e -> assertThat(e.failure().next()).contains("AllowTcpForwarding"));
        }
    }
}
