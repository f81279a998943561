package dev.slipway.balancer.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.balancer.MemberView.Rotation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Goal: what a line of the include file means follows from the workers that know it, whoever wrote it and whenever. */
class LookTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String OLD_LEAVES = "worker 11 10 01:40 nginx: worker process is shutting down\n";
    private static final String OLD_SERVES = "worker 11 10 01:40 nginx: worker process\n";
    private static final String NEW_SERVES = "worker 12 10 00:10 nginx: worker process\n";

    private static Look look(String workers, String line) throws IncludeFile.Strange {
        return Look.parse(
                "now 1000\nchanged 990\nsum 1 2\nmaster 10\n" + workers + "file\nserver b:1;\n" + line + "\n");
    }

    private static Look.State state(String workers, String line) throws IncludeFile.Strange {
        var look = look(workers, line);
        return look.state(look.file().server("a:1").orElseThrow(), TIMEOUT);
    }

    @Test
    void a_worker_that_does_not_know_the_line_yet_still_sends_requests() throws Exception {
        assertThat(state(OLD_SERVES, "server a:1 down; # slipway 989 11").rotation())
                .isEqualTo(Rotation.DRAINING);
        assertThat(state(OLD_SERVES, "server a:1; # slipway 989 11").rotation()).isEqualTo(Rotation.UNKNOWN);
    }

    @Test
    void a_worker_that_ends_its_requests_is_waited_for_and_not_for_ever() throws Exception {
        var line = "server a:1 down; # slipway 989 11";
        assertThat(state(OLD_LEAVES + NEW_SERVES, line))
                .isEqualTo(new Look.State(
                        Rotation.DRAINING, false, "down; old workers that end their requests: 1 (11 of at most 60 s)"));
        assertThat(state(NEW_SERVES, line)).isEqualTo(new Look.State(Rotation.OUT, true, "down"));

        var long_ago = state(OLD_LEAVES + NEW_SERVES, "server a:1 down; # slipway 940 11");
        assertThat(long_ago.rotation()).isEqualTo(Rotation.OUT);
        assertThat(long_ago.proved()).isFalse();
    }

    @Test
    void workers_of_another_change_do_not_count() throws Exception {
        assertThat(state(OLD_LEAVES + NEW_SERVES, "server a:1 down; # slipway 800 9")
                        .said())
                .isEqualTo("down");
    }

    @Test
    void a_number_that_now_belongs_to_a_younger_worker_does_not_count() throws Exception {
        assertThat(state("worker 11 10 00:05 nginx: worker process\n", "server a:1 down; # slipway 989 11")
                        .rotation())
                .isEqualTo(Rotation.OUT);
    }

    @Test
    void for_a_line_without_a_mark_the_time_of_the_file_counts() throws Exception {
        assertThat(state(OLD_SERVES, "server a:1 down;").rotation()).isEqualTo(Rotation.DRAINING);
        assertThat(state(OLD_LEAVES + NEW_SERVES, "server a:1 down;").rotation())
                .isEqualTo(Rotation.DRAINING);
        assertThat(state(NEW_SERVES, "server a:1 down;").rotation()).isEqualTo(Rotation.OUT);
    }

    @Test
    void a_line_that_a_person_put_up_is_in_and_still_gets_its_reload() throws Exception {
        var look = look(OLD_SERVES, "server a:1;");
        var line = look.file().server("a:1").orElseThrow();

        assertThat(look.state(line, TIMEOUT).rotation()).isEqualTo(Rotation.IN);
        assertThat(look.state(line, TIMEOUT).said()).contains("not loaded it yet");
        assertThat(look.pending(line)).isTrue();
        assertThat(look(OLD_LEAVES + NEW_SERVES, "server a:1;").pending(line)).isFalse();
    }

    @Test
    void ages_are_read_with_hours_and_days() {
        assertThat(Worker.parse("worker 7 1   2-03:04:05 nginx: worker process"))
                .contains(new Worker(7, 1, ((2 * 24 + 3) * 60 + 4) * 60 + 5, false));
        assertThat(Worker.parse("worker 7 1 03:04:05 nginx: worker process")
                        .orElseThrow()
                        .age())
                .isEqualTo((3 * 60 + 4) * 60 + 5);
        assertThat(Worker.parse("worker 7 1 04:05 nginx: cache manager process"))
                .isEmpty();
    }

    @Test
    void only_what_changes_is_written_anew() throws Exception {
        var text = "# server old:1 down;\n\tserver  a:1\tweight=2   backup ;# rack\n\nserver unix:/run/b;\nleast_conn;";
        var file = IncludeFile.parse(text);
        assertThat(file.text()).isEqualTo(text);
        assertThat(file.servers()).extracting(ServerLine::address).containsExactly("a:1", "unix:/run/b");

        var down = file.with(file.server("a:1").orElseThrow().down(true, new Mark(5, java.util.List.of(1, 2))));
        assertThat(down.text())
                .isEqualTo(text.replace(
                        "\tserver  a:1\tweight=2   backup ;# rack",
                        "\tserver a:1 weight=2 backup down; # rack # slipway 5 1 2"));
        var again = IncludeFile.parse(down.text()).server("a:1").orElseThrow();
        assertThat(again.mark()).isEqualTo(new Mark(5, java.util.List.of(1, 2)));
        assertThat(again.comment()).isEqualTo("# rack");
    }

    @Test
    void a_server_that_cannot_be_changed_line_by_line_is_refused() {
        for (var text : new String[] {
            "server a:1; server b:1;", "server a:1", "server\n a:1;", "server \"a:1\";", "server a:1;\nserver a:1 down;"
        }) {
            assertThatThrownBy(() -> IncludeFile.parse(text)).as(text).isInstanceOf(IncludeFile.Strange.class);
        }
    }
}
