package dev.slipway.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: no form in which programs print a secret by accident shows it. */
class MaskTest {
    private static final String SECRET = "p4ss/w0rd+'$x' \"q\"";
    private final Mask mask = Mask.of(List.of(Secret.of(SECRET), Secret.of("hunter2-hunter2"), Secret.of("short")));

    @Test
    void the_secret_itself_is_masked_wherever_it_stands() {
        assertThat(mask.apply(SECRET)).isEqualTo("***");
        assertThat(mask.apply("a " + SECRET + SECRET + " b")).isEqualTo("a ****** b");
        assertThat(mask.apply("PASSWORD=hunter2-hunter2;")).isEqualTo("PASSWORD=***;");
        assertThat(mask.apply("nothing of that")).isEqualTo("nothing of that");
    }

    @Test
    void its_encodings_are_masked_also_as_a_part_of_something_longer() {
        for (var before : List.of("", "u", "us", "usr", "user:")) {
            var longer = (before + SECRET + ":tail").getBytes(StandardCharsets.UTF_8);
            for (var encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                var printed = encoder.encodeToString(longer);
                var shown = mask.apply(printed);
                assertThat(shown).contains(Mask.SHOWN);
                // what is left are the neighbours, at most one digit on either side that holds bits of both
                assertThat(shown.replace(Mask.SHOWN, "").length())
                        .isLessThanOrEqualTo(4 * (before.length() + ":tail".length() + 4) / 3 + 4);
            }
            assertThat(mask.apply(HexFormat.of().formatHex(longer)))
                    .doesNotContain(HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.UTF_8)));
            assertThat(mask.apply(HexFormat.of().withUpperCase().formatHex(longer)))
                    .contains(Mask.SHOWN);
        }
        assertThat(mask.apply("https://x/?p=" + URLEncoder.encode(SECRET, StandardCharsets.UTF_8)))
                .isEqualTo("https://x/?p=***");
        assertThat(mask.apply("https://x/?p=p4ss%2Fw0rd%2B'%24x'%20%22q%22")).isEqualTo("https://x/?p=***");
        assertThat(mask.apply("{\"p\":\"p4ss/w0rd+'$x' \\\"q\\\"\"}")).isEqualTo("{\"p\":\"***\"}");
        assertThat(mask.apply("{\"p\":\"p4ss\\/w0rd+'$x' \\\"q\\\"\"}")).isEqualTo("{\"p\":\"***\"}");
        assertThat(mask.apply("+ echo 'p4ss/w0rd+'\\''$x'\\'' \"q\"'")).isEqualTo("+ echo '***'");
        assertThat(mask.apply("+ echo \"p4ss/w0rd+'\\$x' \\\"q\\\"\"")).isEqualTo("+ echo \"***\"");
    }

    @Test
    void a_text_that_was_cut_does_not_end_in_the_beginning_of_a_secret() {
        assertThat(mask.applyToCut("so far: hunter2-hun")).isEqualTo("so far: ***");
        assertThat(mask.apply("so far: hunter2-hun")).isEqualTo("so far: hunter2-hun");
    }

    @Test
    void each_line_of_a_longer_secret_is_one() {
        var key = Mask.of(List.of(Secret.of("-----BEGIN KEY-----\nc2VjcmV0LWxpbmUtMQ\n\nab\nc2VjcmV0LWxpbmUtMg\n")));

        assertThat(key.apply("c2VjcmV0LWxpbmUtMg")).isEqualTo("***");
        assertThat(key.apply("ab c2VjcmV0LWxpbmUtMQ.")).isEqualTo("ab ***.");
    }

    @Test
    void what_is_too_short_to_be_a_secret_blanks_out_no_words() {
        assertThat(mask.apply("a short word")).isEqualTo("a short word");
        assertThat(Mask.nothing().apply(SECRET)).isEqualTo(SECRET);
        assertThat(mask).hasToString("***");
    }
}
