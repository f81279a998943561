package dev.slipway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnsiTest {
    @Test
    void colours_become_classes_and_end_where_they_end() {
        assertThat(html("a \u001b[31mred\u001b[0m b")).isEqualTo("a <span class=\"c1\">red</span> b");
        assertThat(html("\u001b[1;92mok")).isEqualTo("<span class=\"c10 bo\">ok</span>");
    }

    @Test
    void markup_is_escaped() {
        assertThat(html("<img src=x onerror='a&b'>")).isEqualTo("&lt;img src=x onerror=&#39;a&amp;b&#39;&gt;");
    }

    @Test
    void every_other_escape_is_dropped() {
        assertThat(html("a\u001b[2Jb\u001b]0;title\u0007c\u001b]8;;http://evil\u001b\\d\u009b31me\u001b(Bf"))
                .isEqualTo("abcd<span class=\"c1\">ef</span>");
    }

    @Test
    void unfinished_escapes_and_palettes_do_no_harm() {
        assertThat(html("a\u001b")).isEqualTo("a");
        assertThat(html("a\u001b[31")).isEqualTo("a");
        assertThat(html("a\u001b]0;never ended")).isEqualTo("a");
        assertThat(html("\u001b[38;5;31mx")).isEqualTo("x");
    }

    @Test
    void characters_that_turn_the_direction_are_dropped() {
        assertThat(html("a\u202eb\u0000c\td")).isEqualTo("abc\td");
    }

    @Test
    void a_very_long_line_is_cut() {
        assertThat(html("x".repeat(10_000))).hasSizeLessThan(4_100).endsWith("…");
    }

    private static String html(String text) {
        return Ansi.html(text).toString();
    }
}
