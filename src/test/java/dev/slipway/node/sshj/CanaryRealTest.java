package dev.slipway.node.sshj;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.real.RealNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a server on which detached jobs die with the connection that started them is found before anything is touched.
 *
 * <p>Method: a real server; and one that kills, when a connection ends, all that was started over it, as logind does
 * with {@code KillUserProcesses=yes}.
 */
class CanaryRealTest {
    /** {@code reap <process of the connection>}: waits for its end, then kills what has its mark. */
    private static final String REAP = """
            while kill -0 "$1" 2>/dev/null; do sleep 0.05; done
            for one in /proc/[0-9]*; do
              if tr '\\0' '\\n' 2>/dev/null <"$one/environ" | grep -qx "LOGIN_OF=$1"; then kill -9 "${one#/proc/}"; fi
            done
            """;

    @Test
    void a_job_outlives_its_connection_and_that_is_proved_once(@TempDir Path temp) throws Exception {
        try (var server = new RealNode(temp)) {
            try (var node = server.connect()) {
                assertThat(node.look(List.of()).canary()).isTrue();
            }
            assertThat(logins(server)).isEqualTo(2);
            try (var node = server.connect()) {
                assertThat(node.look(List.of()).canary()).isTrue();
            }
            assertThat(logins(server)).isEqualTo(3);
        }
    }

    @Test
    void a_server_that_kills_what_a_login_leaves_behind_is_found(@TempDir Path temp) throws Exception {
        var reap = Files.writeString(temp.resolve("reap"), REAP);
        var mark = "(setsid sh " + reap + " $PPID >/dev/null 2>&1 </dev/null &); export LOGIN_OF=$PPID; ";
        try (var server = new RealNode(temp, "ForceCommand " + mark + "eval \"$SSH_ORIGINAL_COMMAND\"");
                var node = server.connect()) {
            assertThat(node.look(List.of()).canary()).isFalse();
            assertThat(node.look(List.of()).canary()).as("asked again").isFalse();
        }
    }

    private static long logins(RealNode server) throws IOException {
        return server.sshd()
                .log()
                .lines()
                .filter(line -> line.contains("Accepted publickey"))
                .count();
    }
}
