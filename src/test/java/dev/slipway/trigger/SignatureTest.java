package dev.slipway.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.secret.Secret;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The vector is the one of GitHub's documentation. */
class SignatureTest {
    private static final Secret SECRET = Secret.of("It's a Secret to Everybody");
    private static final byte[] BODY = "Hello, World!".getBytes(UTF_8);
    private static final String RIGHT = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    @Test
    void fits_the_vector_of_the_documentation() {
        assertThat(HexFormat.of().formatHex(Signature.of(SECRET, BODY))).isEqualTo(RIGHT.substring(7));
        assertThat(Signature.by(List.of(SECRET), RIGHT, BODY)).isTrue();
        assertThat(Signature.by(List.of(Secret.of("another"), SECRET), RIGHT, BODY))
                .isTrue();
    }

    @Test
    void fits_no_other_body_secret_or_digits() {
        assertThat(Signature.by(List.of(SECRET), RIGHT, "Hello, World?".getBytes(UTF_8)))
                .isFalse();
        assertThat(Signature.by(List.of(Secret.of("another")), RIGHT, BODY)).isFalse();
        assertThat(Signature.by(List.of(), RIGHT, BODY)).isFalse();
        assertThat(Signature.by(List.of(SECRET), RIGHT.replace("sha256", "sha1"), BODY))
                .isFalse();
        assertThat(Signature.by(List.of(SECRET), RIGHT + "00", BODY)).isFalse();
        assertThat(Signature.by(List.of(SECRET), RIGHT.substring(0, 9), BODY)).isFalse();
    }

    @Test
    void says_which_header_is_wrong() {
        assertThat(Signature.objection(null, null)).contains("X-Hub-Signature-256 is missing");
        assertThat(Signature.objection(null, "sha1=0123")).contains("X-Hub-Signature-256 is missing", "SHA-1");
        assertThat(Signature.objection("", null)).contains("missing");
        assertThat(Signature.objection("sha256=xyz", null)).contains("64 hexadecimal digits");
        assertThat(Signature.objection(RIGHT, "sha1=0123")).isNull();
    }
}
