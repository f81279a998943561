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
 * Goal: cancelling ends the whole process group of a script, also when it ignores TERM and forks, and also what it left
 * behind when it ends by itself within the grace.
 *
 * <p>Method: each process of the group writes down its number; afterwards none of them may live.
 */
class Row31DeafScriptTest {
    private static final String FOREVER = "while :; do sleep 0.1; done";

    static Stream<String> shells() {
        return LocalHelper.shells();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void one_that_ignores_term_is_killed_with_all_that_it_forked(String shell, @TempDir Path temp) throws Exception {
        try (var helper = new LocalHelper(temp, shell)) {
            String child = "(trap '' TERM; (echo $$; " + FOREVER + ") & " + FOREVER + ") & echo $! >>~/pids";
            helper.start("j", "trap '' TERM; " + child + "; " + child + "; echo $$ >>~/pids; >~/all; " + FOREVER, 0);
            helper.awaitFile("all");
            helper.verb("cancel " + LocalHelper.OWNER + " j 200", "");
            helper.awaitStatus("j", "state=DONE rc=137");
            assertGone(helper);
            helper.acknowledge("j");
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void one_that_obeys_keeps_its_own_exit_status(String shell, @TempDir Path temp) throws Exception {
        try (var helper = new LocalHelper(temp, shell)) {
            String deaf = "(trap '' TERM; " + FOREVER + ") & echo $! >>~/pids";
            helper.start("j", "trap 'echo tidy; exit 9' TERM; " + deaf + "; >~/all; " + FOREVER, 0);
            helper.awaitFile("all");
            helper.verb("cancel " + LocalHelper.OWNER + " j 1000", "");
            helper.awaitStatus("j", "state=DONE rc=9");
            assertGone(helper);
            helper.awaitStatus("j", "eof=1");
            assertThat(helper.verb("tail j 0 0", "")).contains("\ntidy\n");
            helper.acknowledge("j");
        }
    }

    private static void assertGone(LocalHelper helper) throws Exception {
        var pids = Files.readAllLines(helper.home().resolve("pids"));
        assertThat(pids).isNotEmpty();
        await().atMost(LocalHelper.SOON).untilAsserted(() -> assertThat(pids)
                .noneMatch(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).isPresent()));
    }
}
