package dev.slipway.node.sshj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.node.NodeException.Kind;
import dev.slipway.real.RealNode;
import dev.slipway.real.RealSshd;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a login reaches the right server with the right key, or is refused.
 *
 * <p>Method: a real OpenSSH server per test, with a home of its own; after each test nothing of the helper may be left
 * running.
 */
class LoginRealTest {
    private final Path temp;
    private final RealNode server;

    LoginRealTest(@TempDir Path temp) throws Exception {
        this.temp = temp;
        this.server = new RealNode(temp);
    }

    @AfterEach
    void nothing_is_left_running() {
        server.close();
    }

    @Test
    void shows_the_host_key_without_logging_in() throws Exception {
        assertThat(server.nodes().hostKey(server.node(server.sshd().port(), null)))
                .isEqualTo(server.sshd().hostKey());
        assertThat(server.sshd().log()).doesNotContain("Accepted").doesNotContain("Failed publickey");
    }

    @Test
    void goes_through_a_jump_host_whose_key_is_pinned_and_no_other() throws Exception {
        try (var jump = RealSshd.start(Files.createDirectory(temp.resolve("jump")))) {
            Files.copy(
                    temp.resolve("sshd/user.pub"),
                    temp.resolve("jump/authorized_keys"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            String address = jump.user() + "@127.0.0.1:" + jump.port();
            try (var node = server.nodes().connect(server.behind(address + " " + jump.hostKey()), RealNode.fence(1))) {
                assertThat(node.ask("echo here", RealNode.SOON).output()).isEqualTo("here\n");
            }
            assertThat(RealNode.kindOf(() -> server.nodes()
                            .connect(server.behind(address + " " + server.sshd().hostKey()), RealNode.fence(1))))
                    .isEqualTo(Kind.HOST_KEY);
            assertThatThrownBy(() -> server.nodes().connect(server.behind(address), RealNode.fence(1)))
                    .hasMessageContaining("no host key is pinned");
        }
    }
}
