package dev.slipway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.fleet.KeyRef;
import dev.slipway.fleet.Node;
import dev.slipway.node.Fence;
import dev.slipway.node.Job;
import dev.slipway.node.JobStatus;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.sshj.SshNodes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a server of the demo is one that Slipway's own SSH side can work with.
 *
 * <p>Method: Slipway's connections against it, each test with a server of its own.
 */
class DemoNodeTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private final NodeFolder folder;
    private final DemoNode node;
    private final SshNodes nodes;

    DemoNodeTest(@TempDir Path temp) throws Exception {
        KeyPair pair = pair();
        folder = new NodeFolder("web-1", temp.resolve("web-1"), true);
        node = DemoNode.start(folder, PublicKeyEntry.toString(pair.getPublic()));
        nodes = new SshNodes(_ -> pem(pair), new SecureRandom());
    }

    /** Not Ed25519, for which the demo's SSH library asks whichever provider was registered first in this JVM. */
    private static KeyPair pair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    @AfterEach
    void nothing_is_left_running() {
        node.close();
        assertThat(FolderProcesses.below(folder.home())).isEmpty();
    }

    @Test
    void commands_really_run_in_the_folder_and_answer_with_their_status() throws Exception {
        try (var connection = connect()) {
            assertThat(connection.look(List.of("sh")).canary()).isTrue();

            var said = connection.ask("echo \"$HOME\" && pwd && exit 3", SOON);

            assertThat(said.exitCode()).isEqualTo(3);
            assertThat(said.output()).startsWith(folder.home().toString());
        }
    }

    @Test
    void jobs_run_to_their_end() throws Exception {
        var job = new Job("test-1", "echo made it", Job.Folder.DEPLOY_PATH, "1.0.0", Map.of(), SOON);
        try (var connection = connect()) {
            var status = connection.start(job, SOON);

            assertThat(status.state()).isEqualTo(JobStatus.State.DONE);
            assertThat(status.exitCode()).isZero();
            var said = connection.tail("test-1", status.generation(), 0);
            assertThat(said.bytes()).asString(StandardCharsets.UTF_8).startsWith("made it");
        }
    }

    @Test
    void what_a_command_left_behind_ends_with_the_demo() throws Exception {
        try (var connection = connect()) {
            connection.ask("sleep 300 </dev/null >/dev/null 2>&1 &", SOON);
        }
        assertThat(FolderProcesses.below(folder.home())).isNotEmpty();
    }

    @Test
    void its_own_loopback_can_be_reached_through_ssh() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        try (var connection = connect();
                var socket = connection.tunnel(server.getAddress().getPort(), SOON)) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();

            assertThat(socket.getInputStream().readNBytes(12))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("HTTP/1.1 404");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_kept_server_is_the_same_after_the_next_start() throws Exception {
        int port = node.port();
        node.close();
        try (var again = DemoNode.start(folder, Files.readString(folder.authorizedKeys()))) {
            assertThat(again.port()).isEqualTo(port);
            assertThat(again.hostKey()).isEqualTo(node.hostKey());
            assertThat(again.sitePort()).isEqualTo(node.sitePort());
        }
    }

    private NodeConnection connect() throws Exception {
        var address = new Node(
                "web-1",
                "127.0.0.1",
                node.port(),
                "demo",
                new KeyRef.Stored("demo"),
                null,
                NodeFolder.DEPLOY_PATH,
                node.hostKey(),
                Map.of(),
                Map.of(),
                node.sitePort());
        return nodes.connect(address, new Fence("test", "demo-shop", 1, "token"));
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
