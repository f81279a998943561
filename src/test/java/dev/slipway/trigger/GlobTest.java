package dev.slipway.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GlobTest {
    @Test
    void an_asterisk_stops_at_a_slash_and_two_do_not() {
        assertThat(Glob.fits("main", "main")).isTrue();
        assertThat(Glob.fits("main", "Main")).isFalse();
        assertThat(Glob.fits("main", "maint")).isFalse();
        assertThat(Glob.fits("v*", "v1.2")).isTrue();
        assertThat(Glob.fits("v*", "v")).isTrue();
        assertThat(Glob.fits("release/*", "release/2")).isTrue();
        assertThat(Glob.fits("release/*", "release/2/x")).isFalse();
        assertThat(Glob.fits("release/**", "release/2/x")).isTrue();
        assertThat(Glob.fits("*", "a/b")).isFalse();
        assertThat(Glob.fits("**", "a/b")).isTrue();
        assertThat(Glob.fits("shop-?.tar", "shop-1.tar")).isTrue();
        assertThat(Glob.fits("shop-?.tar", "shop-10.tar")).isFalse();
        assertThat(Glob.fits("a*b*c", "aXbYc")).isTrue();
        assertThat(Glob.fits("", "")).isTrue();
    }

    /** With a regular expression in its place this would not end. */
    @Test
    void a_name_made_to_take_long_does_not() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> assertThat(Glob.fits("*a".repeat(50) + "b", "a".repeat(200)))
                        .isFalse());
    }
}
