package dev.slipway.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.slipway.node.LocalHelper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: when a job's supervisor was killed or its node rebooted, the node says "never ran" only if that is certain, and
 * else "unknown"; in no case does the same id run again.
 *
 * <p>Method: the supervisor is killed at the two instants that matter by a program that it calls there, and in the
 * middle of a script by its process id. A reboot is another boot id in the gate.
 */
class Rows24And25UnknownOutcomeTest {
    static Stream<String> shells() {
        return LocalHelper.shells();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void killed_before_the_mark_it_provably_never_ran(String shell, @TempDir Path temp) throws Exception {
        assumeFalse(shell.equals("busybox"), "it has its own ln and mv");
        try (var helper = new LocalHelper(temp, shell)) {
            killAfter(helper, "ln", "gate");
            assertThat(helper.start("j", "echo ran >~/ledger", 0)).contains("state=NEVER_RAN");
            assertStaysSo(helper, "NEVER_RAN");
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void killed_after_the_mark_it_is_unknown(String shell, @TempDir Path temp) throws Exception {
        assumeFalse(shell.equals("busybox"), "it has its own ln and mv");
        try (var helper = new LocalHelper(temp, shell)) {
            killAfter(helper, "mv", "exec");
            assertThat(helper.start("j", "echo ran >~/ledger", 0)).contains("state=LOST");
            assertStaysSo(helper, "LOST");
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void killed_in_the_middle_it_is_an_orphan_and_then_unknown(String shell, @TempDir Path temp) throws Exception {
        try (var helper = new LocalHelper(temp, shell)) {
            helper.start("j", "echo $$ >~/pid; while [ ! -e ~/go ]; do sleep 0.05; done", 0);
            helper.awaitFile("pid");
            helper.supervisor("j").destroyForcibly();
            helper.awaitStatus("j", "state=ORPHAN");
            assertThat(helper.verb("ack " + LocalHelper.OWNER + " j", "")).contains("ERR NOTOVER ORPHAN");
            Files.createFile(helper.home().resolve("go"));
            helper.awaitStatus("j", "state=LOST");
            assertThat(helper.start("j", "true", 0)).contains("ERR CONFLICT");
            helper.acknowledge("j");
            assertThat(helper.stat("j", 0)).contains("state=LOST");
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void an_orphan_can_be_ended(String shell, @TempDir Path temp) throws Exception {
        try (var helper = new LocalHelper(temp, shell)) {
            helper.start("j", "echo $$ >~/pid; while :; do sleep 0.05; done", 0);
            helper.awaitFile("pid");
            helper.supervisor("j").destroyForcibly();
            helper.awaitStatus("j", "state=ORPHAN");
            helper.verb("cancel " + LocalHelper.OWNER + " j 0", "");
            helper.awaitStatus("j", "state=LOST");
            helper.acknowledge("j");
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void a_reboot_is_told_apart_from_an_end(String shell, @TempDir Path temp) throws Exception {
        try (var helper = new LocalHelper(temp, shell)) {
            String script = "echo ran >>~/ledger; while [ ! -e ~/go ]; do sleep 0.05; done";
            helper.start("j", script, 0);
            helper.awaitFile("ledger");
            String[] words = helper.gate("j");
            Path gate = helper.job("j").resolve("gate");
            Files.writeString(gate, words[0] + " " + words[1] + " another-boot run\n");
            assertThat(helper.stat("j", 0)).contains("state=LOST");
            assertThat(helper.start("j", script, 0)).contains("state=LOST");
            Files.delete(helper.job("j").resolve("exec"));
            assertThat(helper.stat("j", 0)).contains("state=NEVER_RAN");
            Files.createFile(helper.home().resolve("go"));
            assertThat(helper.home().resolve("ledger")).hasContent("ran");
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void a_gate_whose_words_a_power_failure_took_is_still_a_decision(String shell, @TempDir Path temp)
            throws Exception {
        try (var helper = new LocalHelper(temp, shell)) {
            String script = "echo ran >>~/ledger";
            helper.start("j", script, 9000);
            Files.writeString(helper.job("j").resolve("gate"), "");
            Files.delete(helper.job("j").resolve("rc.0"));
            assertThat(helper.start("j", script, 0)).contains("state=LOST");
            assertThat(helper.home().resolve("ledger")).hasContent("ran");
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void another_process_with_the_number_of_the_dead_is_not_taken_for_it(String shell, @TempDir Path temp)
            throws Exception {
        try (var helper = new LocalHelper(temp, shell)) {
            helper.start("j", "exit 0", 9000);
            helper.start("bystander", "echo $$ >~/pid; while [ ! -e ~/go ]; do sleep 0.05; done", 0);
            helper.awaitFile("pid");
            String reused = Files.readString(helper.home().resolve("pid")).strip();
            Files.delete(helper.job("j").resolve("rc.0"));
            Files.writeString(helper.job("j").resolve("child"), reused + " 1\n");
            assertThat(helper.stat("j", 0)).contains("state=LOST");
            helper.verb("cancel " + LocalHelper.OWNER + " j 0", "");
            helper.acknowledge("j");
            assertThat(helper.stat("bystander", 0)).contains("state=RUNNING");
            Files.createFile(helper.home().resolve("go"));
        }
    }

    private static void assertStaysSo(LocalHelper helper, String state) throws Exception {
        assertThat(helper.start("j", "echo ran >~/ledger", 300)).contains("state=" + state);
        helper.acknowledge("j");
        assertThat(helper.start("j", "echo ran >~/ledger", 300)).contains("state=" + state);
        assertThat(helper.home().resolve("ledger")).doesNotExist();
    }

    /** The program does its work; if that made this file of the job, whoever called it is killed. */
    private static void killAfter(LocalHelper helper, String program, String file) throws Exception {
        Path fake = helper.bin().resolve(program);
        Files.writeString(fake, """
                #!/bin/sh
                /bin/%s "$@" || exit 1
                for last; do :; done
                case $last in */jobs/j/%s) kill -9 $PPID;; esac
                """.formatted(program, file));
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
