package dev.slipway.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: the packaged program starts, refuses what it must refuse in one line, and ends quickly.
 *
 * <p>Method: real processes, each with an embedded PostgreSQL.
 */
class InstanceIT {
    private static final Duration A_WHILE = Duration.ofSeconds(60);

    @RegisterExtension
    final Slipways slipways = new Slipways();

    @Test
    void a_second_one_on_the_same_home_is_refused_and_the_first_lives_on() throws Exception {
        var first = slipways.start("one", Map.of());

        var second = slipways.launch("one", Map.of());

        assertThat(second.awaitEnd(A_WHILE)).isEqualTo(1);
        assertThat(second.log()).contains("another Slipway uses the home").hasLineCount(1);
        assertThat(first.api().ready()).isTrue();
        first.terminate(Duration.ofSeconds(10));
        assertThat(slipways.start("one", Map.of()).api().ready()).isTrue();
    }

    @Test
    void what_a_crash_left_of_an_upload_is_removed_at_the_next_start() throws Exception {
        var settings = slipways.together();
        slipways.start("one", settings).kill();
        var left = slipways.folder().resolve("one/home/uploads/left-by-a-crash");
        Files.writeString(left, "half an artifact");

        var second = slipways.start("one", settings);
        assertThat(left).doesNotExist();

        // An instance that runs may be in the middle of an upload.
        Files.writeString(left, "half an artifact");
        slipways.start("two", with(settings, "slipway.home", second.home().toString()));
        assertThat(left).exists();
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        var more = new HashMap<>(settings);
        more.put(name, value);
        return more;
    }
}
