package dev.slipway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.secret.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: an environment file is understood as programs understand it, and no message about it shows a value. */
class EnvironmentFileTest {
    @Test
    void what_is_open_is_not_masked_unless_its_name_or_another_says_that_it_is_secret() {
        var file = new EnvironmentFile(".env", Secret.of("""
                        APP_ENV=production
                        DB_PASSWORD=Production
                        #not-secret: URL OTHER
                        URL=https://a.example
                        COPY=https://b.example
                        OTHER=https://b.example
                        SHORT=abc
                        """));
        assertThat(file.secrets().stream().map(Secret::reveal)).containsExactly("Production", "https://b.example");
        assertThat(file.notMasked()).containsOnlyKeys("APP_ENV", "URL", "OTHER", "SHORT");
    }

    @Test
    void values_are_read_with_quotes_comments_and_export() {
        var text = """
                # a comment
                PLAIN=one two

                export EXPORTED=three
                HASH=pass#word # and a comment
                SINGLE='fo$ur "x" \\n' # comment
                DOUBLE="five \\"x\\" \\$y\\nsix"
                SPACED = seven
                EMPTY=
                NOTHING= # only a comment
                """;

        assertThat(Dotenv.parse(text).mistakes()).isEmpty();
        assertThat(Dotenv.parse(text).values().stream().map(v -> v.name() + "=" + v.value()))
                .containsExactly(
                        "PLAIN=one two",
                        "EXPORTED=three",
                        "HASH=pass#word",
                        "SINGLE=fo$ur \"x\" \\n",
                        "DOUBLE=five \"x\" $y\nsix",
                        "SPACED=seven",
                        "EMPTY=",
                        "NOTHING=");
    }

    @Test
    void every_mistake_is_told_with_its_line_and_without_what_stands_there() {
        var text = """
                hunter2-no-sign
                9NAME=hunter2-digit
                hunter2 two=words
                FINE=hunter2-fine
                OPEN="hunter2-open
                MORE='hunter2'more
                FINE=hunter2-again
                BELL=hunter2\u0007
                """;

        var mistakes = Dotenv.parse(text).mistakes();

        assertThat(mistakes.stream().map(Mistake::line)).containsExactly(1, 2, 3, 5, 6, 7, 8);
        assertThat(mistakes.stream().map(Mistake::field))
                .containsExactly("line", "line", "line", "OPEN", "MORE", "FINE", "line");
        assertThat(mistakes.toString()).doesNotContain("hunter2");
        assertThat(Dotenv.parse(text).values().toString()).doesNotContain("hunter2");
    }

    @Test
    void what_must_not_be_seen_is_each_value_as_it_is_meant_and_as_it_is_written() {
        var file = new EnvironmentFile(".env", Secret.of("A=\"one\\ntwo\"\nB=three # four\n"));

        assertThat(file.secrets().stream().map(Secret::reveal))
                .containsExactly("one\ntwo", "one\\ntwo", "three", "three # four");
        assertThat(file.toString()).doesNotContain("one").doesNotContain("three");
        assertThat(file.names()).containsExactly("A", "B");
    }

    @Test
    void a_path_stays_inside_the_release() {
        for (var good : List.of(".env", "config/app.env", "a-b_c.D/9")) {
            assertThat(EnvironmentFile.mayBeAt(good)).as(good).isTrue();
        }
        for (var evil : List.of("", "/x", "a/", "a//b", ".", "..", "a/../b", "./a", "-x", "a b", "ä", "a\nb", "a\\b")) {
            assertThat(EnvironmentFile.mayBeAt(evil)).as(evil).isFalse();
        }
        assertThat(EnvironmentFile.mayBeAt("a".repeat(201))).isFalse();
    }

    @Test
    void the_audit_names_variables_and_shows_none() {
        var before = Dotenv.parse("KEPT=hunter2-1\nCHANGED=hunter2-2\nREMOVED=hunter2-3\n");
        var after = Dotenv.parse("KEPT='hunter2-1'\nCHANGED=hunter2-4\nADDED=hunter2-5\nTOO=x\n");

        assertThat(EnvironmentChange.of(before, after)).isEqualTo("added ADDED, TOO; changed CHANGED; removed REMOVED");
        assertThat(EnvironmentChange.of(before, before)).isEqualTo("no variable changed");
    }
}
