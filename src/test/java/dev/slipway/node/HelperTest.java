package dev.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: the node helper keeps its word under every POSIX shell that this machine has.
 *
 * <p>Method: its verbs are run locally, with a home of their own and {@code sh} being the shell under test. After each
 * test nothing may be left running: a first version was all green and left processes behind.
 */
class HelperTest {
    private final Path temp;
    private @Nullable LocalHelper running;

    HelperTest(@TempDir Path temp) {
        this.temp = temp;
    }

    static Stream<String> shells() {
        return LocalHelper.shells();
    }

    @AfterEach
    void nothing_is_left_running() {
        if (running != null) {
            running.close();
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void an_acknowledged_job_never_runs_again(String under) throws Exception {
        var helper = use(under);
        helper.start("j", "exit 4", 9000);
        assertThat(helper.verb("ack " + LocalHelper.OWNER + " j", "")).contains("ok");
        assertThat(helper.start("j", "echo again >~/again", 0)).contains("state=DONE rc=4");
        assertThat(helper.home().resolve("again")).doesNotExist();
        assertThat(helper.home().resolve(".slipway/jobs/j")).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void a_job_holds_no_lock_and_fences_keep_their_order(String under) throws Exception {
        var helper = use(under);
        helper.start("j", "sleep 60", 0);
        assertThat(helper.verb("fence inst fleet 6-xyz", "")).contains("ok");
        assertThat(helper.verb("ack " + LocalHelper.OWNER + " j", "")).contains("ERR FENCED 6-xyz");
        assertThat(helper.verb("fence inst fleet 6-abc", "")).contains("ERR FENCED 6-xyz");
        assertThat(helper.verb("fence stranger fleet 9-abc", "")).contains("ERR FOREIGN inst");
        assertThat(helper.verb("ack inst fleet 6-xyz j", "")).contains("ERR NOTOVER RUNNING");
        helper.verb("cancel inst fleet 6-xyz j 5000", "");
        assertThat(helper.verb("stat j 9000", "")).contains("state=DONE rc=143");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void endless_output_is_bounded(String under) throws Exception {
        var helper = use(under);
        helper.start("j", "dd if=/dev/zero bs=65536 count=600 2>/dev/null; echo; echo the end", 0);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> helper.verb("stat j 1000", "").matches("(?s).*DONE.*eof=1.*"));
        String status = helper.verb("stat j 0", "");
        assertThat(status).doesNotContain("gen=0 ");
        try (var files = Files.list(helper.home().resolve(".slipway/jobs/j"))) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(10 << 20);
        }
        String generation = status.replaceAll("(?s).*gen=(\\d+).*", "$1");
        String size = status.replaceAll("(?s).*size=(\\d+).*", "$1");
        assertThat(helper.verb("tail j " + generation + " " + (Long.parseLong(size) - 8), ""))
                .contains("\nthe end\n\nEND");
    }

    /**
     * A socket stands for a file that goes away between a look at it and its opening: it is there and cannot be read.
     */
    @ParameterizedTest
    @MethodSource("shells")
    void output_that_is_dropped_while_it_is_asked_for_does_not_cut_the_answer(String under) throws Exception {
        var helper = use(under);
        assertThat(helper.start("j", "true", 9000)).contains("state=DONE");
        var job = helper.job("j");
        Files.writeString(job.resolve("log.1"), "newer\n");
        Files.delete(job.resolve("log.0"));
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(job.resolve("log.0")));

            assertThat(helper.verb("tail j 0 0", "")).contains("gen=1 from=0\nnewer\n", "END");
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void words_cannot_become_commands_or_paths(String under) throws Exception {
        var helper = use(under);
        for (String evil : List.of("../x", ".hidden", "a/b", "$(touch${IFS}x)", "a;b", "*", "a\nb", "")) {
            assertThat(helper.run(List.of("n1", "stat", evil, "0"), "")).contains("ERR BADARG");
            assertThat(helper.run(List.of("n1", "activate", "inst", "fleet", "5-abc", evil), "app\n"))
                    .contains("ERR BADARG");
        }
        assertThat(helper.verb("fence inst fleet abc", "")).contains("ERR BADARG");
        assertThat(helper.verb(
                        "start " + LocalHelper.OWNER + " j s deploy 1 0", "app\nA$(x) 1\nv\nscript 1\ntrue\nend\n"))
                .contains("ERR BADARG");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void an_order_that_was_cut_starts_nothing(String under) throws Exception {
        var helper = use(under);
        assertThat(helper.verb("start " + LocalHelper.OWNER + " j s deploy 1 0", "app\nscript 2\necho x >~/x\n"))
                .contains("ERR CUT");
        assertThat(helper.verb("stat j 0", "")).contains("state=NONE");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void current_is_switched_and_a_folder_in_its_place_is_not_touched(String under) throws Exception {
        var helper = use(under);
        assertThat(helper.verb("activate " + LocalHelper.OWNER + " 1", "app\n")).contains("ok");
        assertThat(helper.verb("activate " + LocalHelper.OWNER + " 2", "app\n")).contains("ok");
        assertThat(Files.readSymbolicLink(helper.home().resolve("app/current"))).hasToString("releases/2");
        assertThat(helper.verb("activate " + LocalHelper.OWNER + " 3", "app\n")).contains("ERR NORELEASE 3");
        Files.delete(helper.home().resolve("app/current"));
        Files.createDirectory(helper.home().resolve("app/current"));
        assertThat(helper.verb("activate " + LocalHelper.OWNER + " 2", "app\n")).contains("ERR NOTLINK");
    }

    private LocalHelper use(String shell) throws IOException {
        var fresh = new LocalHelper(temp, shell);
        running = fresh;
        return fresh;
    }
}
