package dev.slipway.node.sshj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.fleet.KeyRef;
import dev.slipway.node.NodeException;
import dev.slipway.node.NodeException.Kind;
import dev.slipway.node.Shells.Login;
import dev.slipway.node.Shells.Said;
import dev.slipway.real.RealNode;
import dev.slipway.real.RealSshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a script on another server gets its words as they are, and its end is known or said to be unknown.
 *
 * <p>Method: a real OpenSSH server.
 */
class ShellsRealTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final RealSshd sshd;
    private final SshShells shells;

    ShellsRealTest(@TempDir Path temp) throws Exception {
        sshd = RealSshd.start(Files.createDirectory(temp.resolve("sshd")));
        shells = new SshShells(_ -> sshd.privateKey());
    }

    @AfterEach
    void stop() {
        shells.close();
        sshd.close();
    }

    private Login login(String hostKey) {
        return new Login(sshd.user(), "127.0.0.1", sshd.port(), new KeyRef.Stored("k"), hostKey);
    }

    private Said run(String script, List<String> arguments, String input) throws Exception {
        return shells.run(login(sshd.hostKey()), script, arguments, input, SOON);
    }

    private long logins() throws IOException {
        return sshd.log().lines().filter(line -> line.contains("Accepted")).count();
    }

    @Test
    void words_arrive_as_they_are() throws Exception {
        var words = List.of("a b", "it's", "$(id)", "`id`", "\"", "\\", "", "*", "-n", "é\nü", ";exit 3", "!x");

        var said = run("printf '%s|' \"$@\"; cat", words, "input 'too'\n");

        assertThat(said).isEqualTo(new Said(0, String.join("|", words) + "|input 'too'\n", ""));
    }

    @Test
    void the_status_and_what_goes_to_the_error_output_are_kept_apart() throws Exception {
        assertThat(run("echo out; echo err >&2; exit 70", List.of(), "")).isEqualTo(new Said(70, "out\n", "err\n"));
    }

    @Test
    void nothing_is_left_on_the_server() throws Exception {
        run("true", List.of(), "");

        assertThat(sshd.home()).isEmptyDirectory();
    }

    @Test
    void one_login_serves_several_scripts_and_a_lost_one_is_made_anew() throws Exception {
        run("true", List.of(), "");
        run("true", List.of(), "");
        assertThat(logins()).isEqualTo(1);

        sshd.restart();
        assertThat(RealNode.kindOf(() -> run("true", List.of(), "")))
                .isIn(null, Kind.NO_ANSWER); // a connection that was just lost may be noticed only now
        assertThat(run("echo here", List.of(), "").out()).isEqualTo("here\n");
    }

    @Test
    void a_script_that_does_not_end_is_given_up() {
        assertThatThrownBy(
                        () -> shells.run(login(sshd.hostKey()), "exec sleep 60", List.of(), "", Duration.ofMillis(500)))
                .isInstanceOfSatisfying(NodeException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.NO_ANSWER);
                    assertThat(e.failure().answered()).contains("no answer in time");
                });
    }

    @Test
    void a_wrong_host_key_and_a_wrong_login_are_refused() throws Exception {
        var wrong = sshd.hostKey().replaceFirst("AAAA.{60}", "AAAA" + "B".repeat(60));
        assertThat(RealNode.kindOf(() -> shells.run(login(wrong), "true", List.of(), "", SOON)))
                .isEqualTo(Kind.HOST_KEY);
        assertThat(logins()).isZero();

        var stranger = new Login("nobody-here", "127.0.0.1", sshd.port(), new KeyRef.Stored("k"), sshd.hostKey());
        assertThat(RealNode.kindOf(() -> shells.run(stranger, "true", List.of(), "", SOON)))
                .isEqualTo(Kind.LOGIN);
    }
}
