package dev.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
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
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String OWNER = "inst fleet 5-abc";

    private final Path temp;
    private final Path home;
    private String shell = "dash";

    HelperTest(@TempDir Path temp) throws IOException {
        this.temp = temp;
        this.home = Files.createDirectories(temp.resolve("home"));
        Files.createDirectories(home.resolve("app/releases/1"));
        Files.createDirectories(home.resolve("app/releases/2"));
    }

    static Stream<String> shells() {
        return Stream.of("dash", "bash", "busybox").filter(name -> find(name) != null);
    }

    @AfterEach
    void nothing_is_left_running() {
        await().atMost(SOON).untilAsserted(() -> assertThat(running()).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("shells")
    void many_starts_at_once_are_one_execution(String under) throws Exception {
        use(under);
        var starts = new ArrayList<Callable<String>>();
        for (int i = 0; i < 12; i++) {
            starts.add(() -> start("j", "echo ran >>~/ledger; exit 7", 9000));
        }
        try (var crew = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : crew.invokeAll(starts)) {
                assertThat(answer.get()).contains("state=DONE rc=7");
            }
        }
        assertThat(home.resolve("ledger")).hasContent("ran");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void of_a_start_and_a_cancel_exactly_one_wins(String under) throws Exception {
        use(under);
        for (int round = 0; round < 6; round++) {
            String id = "race" + round;
            try (var crew = Executors.newVirtualThreadPerTaskExecutor()) {
                var started = crew.submit(() -> start(id, "echo ran >>~/" + id, 0));
                var cancelled = crew.submit(() -> verb("cancel " + OWNER + " " + id + " 0", ""));
                started.get();
                cancelled.get();
            }
            await().atMost(SOON).until(() -> verb("stat " + id + " 500", "").matches("(?s).*state=(DONE|ABANDONED).*"));
            boolean abandoned = verb("stat " + id + " 0", "").contains("ABANDONED");
            assertThat(start(id, "echo ran >>~/" + id, 500)).contains(abandoned ? "ABANDONED" : "DONE");
            if (abandoned) {
                assertThat(home.resolve(id)).doesNotExist();
            } else if (Files.exists(home.resolve(id))) { // the cancel's TERM may have come before the first line
                assertThat(home.resolve(id)).hasContent("ran");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void an_acknowledged_job_never_runs_again(String under) throws Exception {
        use(under);
        start("j", "exit 4", 9000);
        assertThat(verb("ack " + OWNER + " j", "")).contains("ok");
        assertThat(start("j", "echo again >~/again", 0)).contains("state=DONE rc=4");
        assertThat(home.resolve("again")).doesNotExist();
        assertThat(home.resolve(".slipway/jobs/j")).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void a_job_holds_no_lock_and_fences_keep_their_order(String under) throws Exception {
        use(under);
        start("j", "sleep 60", 0);
        assertThat(verb("fence inst fleet 6-xyz", "")).contains("ok");
        assertThat(verb("ack " + OWNER + " j", "")).contains("ERR FENCED 6-xyz");
        assertThat(verb("fence inst fleet 6-abc", "")).contains("ERR FENCED 6-xyz");
        assertThat(verb("fence stranger fleet 9-abc", "")).contains("ERR FOREIGN inst");
        assertThat(verb("ack inst fleet 6-xyz j", "")).contains("ERR NOTOVER RUNNING");
        verb("cancel inst fleet 6-xyz j 5000", "");
        assertThat(verb("stat j 9000", "")).contains("state=DONE rc=143");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void a_script_that_ignores_term_is_killed_with_its_children(String under) throws Exception {
        use(under);
        start("j", "trap '' TERM; sleep 60 & echo $! >~/child; while :; do sleep 1; done", 300);
        await().atMost(SOON).until(() -> Files.exists(home.resolve("child")));
        verb("cancel " + OWNER + " j 200", "");
        assertThat(verb("stat j 9000", "")).contains("state=DONE rc=137");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void a_killed_supervisor_leaves_the_outcome_unknown(String under) throws Exception {
        use(under);
        start("j", "echo $$ >~/pid; while [ ! -e ~/go ]; do sleep 0.05; done", 0);
        await().atMost(SOON).until(() -> Files.exists(home.resolve("pid")));
        long supervisor = Long.parseLong(gate("j")[0]);
        ProcessHandle.of(supervisor).orElseThrow().destroyForcibly();
        await().atMost(SOON).until(() -> verb("stat j 0", "").contains("state=ORPHAN"));
        Files.createFile(home.resolve("go"));
        await().atMost(SOON).until(() -> verb("stat j 0", "").contains("state=LOST"));
        assertThat(start("j", "true", 0)).contains("ERR CONFLICT");
        assertThat(verb("ack " + OWNER + " j", "")).contains("ok");
        assertThat(verb("stat j 0", "")).contains("state=LOST");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void a_reboot_is_seen(String under) throws Exception {
        use(under);
        start("j", "while [ ! -e ~/go ]; do sleep 0.05; done", 0);
        Path gate = home.resolve(".slipway/jobs/j/gate");
        String[] words = gate("j");
        Files.writeString(gate, words[0] + " " + words[1] + " another-boot run\n");
        assertThat(verb("stat j 0", "")).contains("state=LOST");
        Files.delete(home.resolve(".slipway/jobs/j/exec"));
        assertThat(verb("stat j 0", "")).contains("state=NEVER_RAN");
        Files.createFile(home.resolve("go"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void endless_output_is_bounded(String under) throws Exception {
        use(under);
        start("j", "dd if=/dev/zero bs=65536 count=600 2>/dev/null; echo; echo the end", 0);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> verb("stat j 1000", "").matches("(?s).*DONE.*eof=1.*"));
        String status = verb("stat j 0", "");
        assertThat(status).doesNotContain("gen=0 ");
        try (var files = Files.list(home.resolve(".slipway/jobs/j"))) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(10 << 20);
        }
        String generation = status.replaceAll("(?s).*gen=(\\d+).*", "$1");
        String size = status.replaceAll("(?s).*size=(\\d+).*", "$1");
        assertThat(verb("tail j " + generation + " " + (Long.parseLong(size) - 8), ""))
                .contains("\nthe end\n\nEND");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void words_cannot_become_commands_or_paths(String under) throws Exception {
        use(under);
        for (String evil : List.of("../x", ".hidden", "a/b", "$(touch${IFS}x)", "a;b", "*", "a\nb", "")) {
            assertThat(run(List.of("n1", "stat", evil, "0"), "")).contains("ERR BADARG");
            assertThat(run(List.of("n1", "activate", "inst", "fleet", "5-abc", evil), "app\n"))
                    .contains("ERR BADARG");
        }
        assertThat(verb("fence inst fleet abc", "")).contains("ERR BADARG");
        assertThat(verb("start " + OWNER + " j s deploy 1 0", "app\nA$(x) 1\nv\nscript 1\ntrue\nend\n"))
                .contains("ERR BADARG");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void an_order_that_was_cut_starts_nothing(String under) throws Exception {
        use(under);
        assertThat(verb("start " + OWNER + " j s deploy 1 0", "app\nscript 2\necho x >~/x\n"))
                .contains("ERR CUT");
        assertThat(verb("stat j 0", "")).contains("state=NONE");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void current_is_switched_and_a_folder_in_its_place_is_not_touched(String under) throws Exception {
        use(under);
        assertThat(verb("activate " + OWNER + " 1", "app\n")).contains("ok");
        assertThat(verb("activate " + OWNER + " 2", "app\n")).contains("ok");
        assertThat(Files.readSymbolicLink(home.resolve("app/current"))).hasToString("releases/2");
        assertThat(verb("activate " + OWNER + " 3", "app\n")).contains("ERR NORELEASE 3");
        Files.delete(home.resolve("app/current"));
        Files.createDirectory(home.resolve("app/current"));
        assertThat(verb("activate " + OWNER + " 2", "app\n")).contains("ERR NOTLINK");
    }

    private void use(String name) throws IOException {
        shell = name;
        Path bin = Files.createDirectories(temp.resolve("bin"));
        Path program = find(name);
        if (program != null && name.equals("busybox")) {
            new ProcessBuilder(program.toString(), "--install", "-s", bin.toString())
                    .start()
                    .onExit()
                    .join();
        } else if (program != null) {
            Files.createSymbolicLink(bin.resolve("sh"), program);
        }
    }

    private String start(String id, String script, int wait) throws Exception {
        return verb(
                "start " + OWNER + " " + id + " sum" + Integer.toHexString(script.hashCode()) + " deploy 1 " + wait,
                "app\nscript 1\n" + script + "\nend\n");
    }

    private String verb(String words, String input) throws Exception {
        var arguments = new ArrayList<>(List.of("n1"));
        arguments.addAll(List.of(words.split(" ", -1)));
        return run(arguments, input);
    }

    private String run(List<String> arguments, String input) throws Exception {
        var command = new ArrayList<>(List.of(temp.resolve("bin/sh").toString(), helper().toString()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        String path = System.getenv("PATH");
        builder.environment().put("PATH", temp.resolve("bin") + (shell.equals("busybox") ? "" : ":" + path));
        Process process = builder.start();
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // it refused before it had read everything
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private Path helper() throws IOException {
        Path copy = home.resolve("helper.sh");
        synchronized (this) {
            if (Files.notExists(copy)) {
                try (var in = Nodes.class.getResourceAsStream("helper.sh")) {
                    Files.write(copy, in == null ? new byte[0] : in.readAllBytes());
                }
            }
        }
        return copy;
    }

    private String[] gate(String id) throws IOException {
        return Files.readString(home.resolve(".slipway/jobs/" + id + "/gate"))
                .strip()
                .split(" ", -1);
    }

    private List<String> running() {
        try (var all = ProcessHandle.allProcesses()) {
            return all.map(process -> process.info().commandLine().orElse(""))
                    .filter(line -> line.contains(home.toString()))
                    .toList();
        }
    }

    private static @Nullable Path find(String name) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            Path program = Path.of(folder, name);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        return null;
    }
}
