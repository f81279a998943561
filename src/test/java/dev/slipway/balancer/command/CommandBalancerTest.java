package dev.slipway.balancer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.slipway.balancer.Balancer;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.BalancerSpec.Reenter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: a program that misbehaves harms nobody, and is told of in words that help. Method: real shell scripts. */
@NullUnmarked
class CommandBalancerTest {
    @TempDir
    Path folder;

    private Instant now = Instant.EPOCH;

    private Balancer balancer(String script, Map<String, String> more) throws Exception {
        var file = folder.resolve("pool-ctl");
        Files.writeString(file, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return open(Optional.of(folder), more, List.of());
    }

    private Balancer open(Optional<Path> programs, Map<String, String> more, List<String> arguments) {
        var options = new HashMap<>(more);
        options.put("program", "pool-ctl");
        return new CommandDriver(programs, () -> now)
                .open(new BalancerSpec("edge", "command", arguments, "", Reenter.PROOF, options));
    }

    private static BalancerException refusal(ThrowingCallable call) {
        return catchThrowableOfType(BalancerException.class, call);
    }

    @Test
    void each_line_is_a_member_as_the_program_says() throws Exception {
        var pool = balancer("""
                        cat <<-EOF
                        # two servers

                        web-1 in in-flight=3 weight=10 UP since yesterday
                        web-2 failing proven=no
                        web-3 out
                        EOF
                        """, Map.of()).pool();

        assertThat(pool.members())
                .containsExactly(
                        new MemberView("web-1", Rotation.IN, 3, 10, true, "UP since yesterday"),
                        new MemberView("web-2", Rotation.FAILING, -1, -1, false, "failing"),
                        new MemberView("web-3", Rotation.OUT, -1, -1, true, "out"));
    }

    @ParameterizedTest
    @CsvSource({
        "web-1,has no state",
        "web-1 up,another state than",
        "web-1 in weight=much,no whole number in weight=much",
        "web-1 in\\nweb-1 in,for the second time"
    })
    void a_line_that_cannot_be_read_is_refused_as_it_stands(String lines, String why) throws Exception {
        var refused =
                refusal(() -> balancer("printf '" + lines + "\\n'", Map.of()).pool());

        assertThat(refused.failure().answered()).contains(why);
        assertThat(refused.passing()).isFalse();
    }

    @Test
    void a_member_that_the_program_does_not_name_is_never_passed_on() throws Exception {
        var balancer = balancer("if [ \"$1\" = pool ]; then echo web-1 in; else touch acted; fi", Map.of());

        assertThat(refusal(() -> balancer.drain("web-9")).failure().sentence()).contains("web-9", "[web-1]");
        assertThat(folder.resolve("acted")).doesNotExist();

        balancer.drain("web-1");
        assertThat(folder.resolve("acted")).exists();
    }

    @Test
    void arguments_are_passed_as_they_are_and_no_shell_reads_them() throws Exception {
        balancer("printf '%s|' \"$@\" >said", Map.of());

        open(Optional.of(folder), Map.of(), List.of("a b", "$(touch harm)", "; touch harm"))
                .pool();

        assertThat(folder.resolve("said")).hasContent("a b|$(touch harm)|; touch harm|pool|");
        assertThat(folder.resolve("harm")).doesNotExist();
    }

    @Test
    void nothing_of_our_environment_reaches_it_but_the_search_path() throws Exception {
        balancer("env >environment; readlink /proc/self/fd/0 >input || true", Map.of())
                .pool();

        assertThat(Files.readAllLines(folder.resolve("environment")))
                .allMatch(line -> line.matches("(PATH|HOME|LANG|LC_ALL|TZ|SLIPWAY_BALANCER|PWD|OLDPWD|SHLVL|_)=.*"))
                .contains("SLIPWAY_BALANCER=edge");
    }

    @Test
    void status_75_says_busy_and_every_other_one_says_no() throws Exception {
        var busy =
                refusal(() -> balancer("echo one moment >&2; exit 75", Map.of()).pool());
        assertThat(busy.passing()).isTrue();
        assertThat(busy.failure().answered()).isEqualTo("exit status 75: one moment");

        var no = refusal(() ->
                balancer("echo first; echo no such pool >&2; exit 3", Map.of()).pool());
        assertThat(no.passing()).isFalse();
        assertThat(no.failure().answered()).isEqualTo("exit status 3: no such pool");
        assertThat(no.failure().next()).contains("by hand");
    }

    @Test
    void one_that_hangs_is_ended_with_all_that_it_started() throws Exception {
        var refused = refusal(() -> balancer("sleep 600 & echo $! >child; wait", Map.of("timeout", "PT0.5S"))
                .pool());

        assertThat(refused.passing()).isTrue();
        assertThat(refused.failure().answered()).contains("no answer within 500 ms");
        var child = ProcessHandle.of(
                Long.parseLong(Files.readString(folder.resolve("child")).strip()));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> child.filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void one_that_writes_without_end_is_cut_at_a_limit() throws Exception {
        var refused = refusal(
                () -> balancer("yes web-1 in | head -c 5000000", Map.of()).pool());

        assertThat(refused.failure().answered()).contains("second time").hasSizeLessThan(300);
    }

    @Test
    void a_program_that_is_not_there_says_where_it_should_be() throws Exception {
        assertThat(refusal(() -> open(Optional.of(folder), Map.of(), List.of()).pool())
                        .failure()
                        .answered())
                .isEqualTo("there is no " + folder.resolve("pool-ctl"));
        Files.writeString(folder.resolve("pool-ctl"), "#!/bin/sh\n");
        assertThat(refusal(() -> open(Optional.of(folder), Map.of(), List.of()).pool())
                        .failure()
                        .answered())
                .endsWith("cannot be executed");
        assertThat(refusal(() -> open(Optional.empty(), Map.of(), List.of()).pool())
                        .failure()
                        .next())
                .contains("slipway.balancer.commands");
    }

    @Test
    void the_wait_of_the_document_is_kept_after_the_program_says_out() throws Exception {
        var balancer = balancer("""
                case $1 in
                  pool) if [ -e out ]; then echo web-1 out; else echo web-1 in; fi ;;
                  drain) touch out ;;
                  admit) rm -f out ;;
                esac
                """, Map.of("settle", "PT20S"));

        balancer.drain("web-1");
        assertThat(balancer.pace().drain()).isEqualTo(Duration.ofSeconds(20));
        now = now.plusSeconds(19);
        balancer.drain("web-1");
        assertThat(balancer.pool().member("web-1").orElseThrow().rotation()).isEqualTo(Rotation.DRAINING);
        now = now.plusSeconds(1);
        assertThat(balancer.pool().member("web-1").orElseThrow().rotation()).isEqualTo(Rotation.OUT);

        balancer.admit("web-1");
        balancer.drain("web-1");
        assertThat(balancer.pool().member("web-1").orElseThrow().rotation()).isEqualTo(Rotation.DRAINING);
    }
}
