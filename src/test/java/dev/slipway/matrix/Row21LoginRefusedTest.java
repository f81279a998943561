package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.node.NodeException;
import dev.slipway.node.NodeException.Kind;
import dev.slipway.node.sshj.SshNodes;
import dev.slipway.real.RealNode;
import dev.slipway.real.RealSshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a refused login says what to do and is not tried again, for that could lock the account; and noise around an
 * answer does not matter.
 *
 * <p>Method: a strange key; a key that is taken away in mid-life, with the attempts counted in the server's log; a
 * forced command that chatters before it obeys.
 */
class Row21LoginRefusedTest {
    @Test
    void it_names_the_key_and_where_it_belongs(@TempDir Path temp) throws Exception {
        try (var server = new RealNode(temp);
                var other = RealSshd.start(Files.createDirectory(temp.resolve("other")))) {
            var strange = new SshNodes(_ -> other.privateKey(), new SecureRandom());

            var refused = catchThrowableOfType(
                    NodeException.class,
                    () -> strange.connect(
                            server.node(server.sshd().port(), server.sshd().hostKey()), RealNode.fence(1)));

            assertThat(refused.kind()).isEqualTo(Kind.LOGIN);
            assertThat(refused.failure().answered()).contains("SHA256:");
            assertThat(refused.failure().next()).contains("authorized_keys", "ssh-ed25519 AAAA");
        }
    }

    @Test
    void a_locked_account_is_a_refused_login(@TempDir Path temp) throws Exception {
        try (var server = new RealNode(temp, "AllowUsers nobody-at-all")) {
            assertThat(RealNode.kindOf(() -> server.connect().close())).isEqualTo(Kind.LOGIN);
        }
    }

    @Test
    void there_is_no_storm_of_attempts(@TempDir Path temp) throws Exception {
        try (var server = new RealNode(temp);
                var node = server.connect()) {
            Files.writeString(temp.resolve("sshd/authorized_keys"), "");
            server.sshd().killSessions();
            for (int i = 0; i < 20; i++) {
                RealNode.kindOf(() -> node.status("j", Duration.ZERO));
            }
            assertThat(RealNode.kindOf(() -> node.status("j", Duration.ZERO))).isEqualTo(Kind.LOGIN);
            // The server writes its line when it notices the end, which may be a moment after ours.
            Awaitility.await().until(() -> refusals(server) > 0);
            assertThat(refusals(server)).isEqualTo(1);
        }
    }

    private static long refusals(RealNode server) throws IOException {
        return server.sshd()
                .log()
                .lines()
                .filter(line -> line.contains("Connection closed by authenticating user")
                        || line.contains("Disconnected from authenticating user")
                        || line.contains("Connection reset by authenticating user"))
                .count();
    }

    @Test
    void noise_before_an_answer_is_skipped(@TempDir Path temp) throws Exception {
        try (var server = new RealNode(
                        temp, "ForceCommand printf 'Welcome!\\nSLW1 of old\\n'; eval \"$SSH_ORIGINAL_COMMAND\"");
                var node = server.connect()) {
            server.release("1");
            assertThat(node.look(List.of()).canary()).isTrue();
            assertThat(node.start(RealNode.job("j", "echo out; exit 4"), RealNode.SOON)
                            .exitCode())
                    .isEqualTo(4);
            assertThat(RealNode.end(node, "j").logComplete()).isTrue();
            assertThat(RealNode.log(node, "j")).asString().isEqualTo("out\n");
            server.acknowledge(node, "j");
        }
    }
}
