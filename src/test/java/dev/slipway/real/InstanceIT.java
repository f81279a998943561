package dev.slipway.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
}
