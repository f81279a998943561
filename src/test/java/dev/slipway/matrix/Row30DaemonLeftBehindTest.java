package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.node.LocalHelper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: a script that leaves a daemon behind is done when the script ends, and the daemon lives on, also when the job
 * has been acknowledged.
 *
 * <p>Method: the daemon keeps the script's output open and writes to it all the time; a mark of its own shows that it
 * still gets on. When it ends, what read its output must end too.
 */
class Row30DaemonLeftBehindTest {
    static Stream<String> shells() {
        return LocalHelper.shells();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void the_job_is_done_and_the_daemon_lives(String shell, @TempDir Path temp) throws Exception {
        try (var helper = new LocalHelper(temp, shell)) {
            String daemon = "while [ ! -e ~/go ]; do echo still here; echo >>~/mark; sleep 0.02; done";
            helper.start("j", "(" + daemon + ") & echo started; exit 6", 0);
            helper.awaitStatus("j", "state=DONE rc=6");
            assertThat(helper.stat("j", 0)).contains("eof=0");
            assertLives(helper);
            helper.acknowledge("j");
            assertLives(helper);
            Files.createFile(helper.home().resolve("go"));
        }
    }

    private static void assertLives(LocalHelper helper) throws Exception {
        Path mark = helper.home().resolve("mark");
        long so = Files.exists(mark) ? Files.size(mark) : 0;
        await().atMost(LocalHelper.SOON).until(() -> Files.exists(mark) && Files.size(mark) > so + 20);
    }
}
