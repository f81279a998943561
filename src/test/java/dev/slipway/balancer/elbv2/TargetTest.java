package dev.slipway.balancer.elbv2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.balancer.elbv2.Target.Written;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a member's name means, and back. */
class TargetTest {
    private static final Group GROUP =
            new Group("arn", "shop", 80, true, false, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    @ParameterizedTest
    @CsvSource({
        "i-0123456789abcdef0, i-0123456789abcdef0, 80",
        "i-0123456789abcdef0:8080, i-0123456789abcdef0, 8080",
        "10.0.0.1, 10.0.0.1, 80",
        "10.0.0.1:8080, 10.0.0.1, 8080",
        "2001:db8::1, 2001:db8::1, 80",
        "[2001:db8::1]:8080, 2001:db8::1, 8080",
    })
    void a_name_is_a_place_in_each_group(String name, String id, int port) {
        var target = Written.read(name).orElseThrow().in(GROUP);

        assertThat(target).isEqualTo(new Target(id, port));
        assertThat(target.name(GROUP)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"web-1", "", "i-xyz", "10.0.0.1:", "[::1", "host.example"})
    void anything_else_is_no_target(String name) {
        assertThat(Written.read(name)).isEmpty();
    }

    @Test
    void the_groups_own_port_is_left_out_as_it_was_when_registered() {
        assertThat(new Target("i-1", 80).said(GROUP, null).port()).isNull();
        assertThat(new Target("i-1", 8080).said(GROUP, null).port()).isEqualTo(8080);
    }
}
