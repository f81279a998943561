package dev.slipway.engine.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deployment.LogPosition;
import dev.slipway.fleet.EnvironmentFile;
import dev.slipway.fleet.EnvironmentVersion;
import dev.slipway.node.NodeConnection.LogPart;
import dev.slipway.secret.Secret;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: a secret shows in no line of a job's output, also where the node lost a part of that output in the middle of
 * it.
 *
 * <p>Method: parts of a log as the node gives them; another generation means that something was lost before it.
 */
class JobOutputTest {
    private static final EnvironmentFiles FILES = EnvironmentFiles.of(List.of(new EnvironmentVersion(
            1,
            List.of(new EnvironmentFile(".env", Secret.of("A=hunter2-hunter2\nB=pässwörter\n"))),
            Instant.EPOCH,
            "test")));

    private final List<String> lines = new ArrayList<>();
    private final JobOutput output = new JobOutput(context(), "job");

    @Test
    void a_secret_that_comes_in_pieces_is_one() {
        take(0, 0, "begun\nit is hun");
        take(0, 15, "ter2-hun");
        take(0, 23, "ter2\nand pä");
        output.end();

        assertThat(lines).containsExactly("begun", "it is ***", "and pä");
    }

    @Test
    void what_is_left_of_it_on_either_side_of_dropped_output_is_not_shown() {
        take(0, 0, "it is hunter2-h");
        take(1, 0, "unter2 or so\nthe next line\nlast hunter2-hunter2");
        output.end();

        assertThat(lines)
                .containsExactly(
                        "it is ***",
                        "… output dropped: more than the node keeps for one command",
                        " … (12 bytes of a broken line)",
                        "the next line",
                        "last ***");
    }

    @Test
    void nor_behind_the_note_of_a_full_disk() {
        take(0, 0, "it is hunter2-h");
        take(1, 0, "slipway: the node's disk takes no more\nunter2 or so\nthe next line\n");
        output.end();

        assertThat(lines)
                .containsExactly(
                        "it is ***",
                        "slipway: the node's disk takes no more",
                        " … (12 bytes of a broken line)",
                        "the next line");
    }

    @Test
    void half_a_character_at_the_cut_does_not_hide_what_is_before_it() {
        var long32k = "x".repeat(32 * 1024 - 7);
        take(0, 0, long32k + "pässwörter\n"); // cut within its second umlaut

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst()).startsWith(long32k + "*** … (");
    }

    private void take(int generation, long offset, String text) {
        output.take(new LogPart(generation, offset, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Of all that a step may use, a job's output uses these. */
    private StepContext context() {
        return (StepContext) Proxy.newProxyInstance(
                StepContext.class.getClassLoader(),
                new Class<?>[] {StepContext.class},
                (self, method, values) -> switch (method.getName()) {
                    case "environment" -> FILES;
                    case "taken" -> null;
                    case "log" -> {
                        lines.add((String) values[0]);
                        yield null;
                    }
                    case "output" -> {
                        assertThat(((LogPosition) values[1]).job()).isEqualTo("job");
                        lines.add((String) values[0]);
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
