package dev.slipway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.bouncycastle.util.encoders.Base32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    private static final String SECRET =
            Base32.toBase32String("12345678901234567890".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

    /** The vectors of RFC 6238, appendix B, with their last six digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void codes_are_those_of_the_standard(long seconds, String code) {
        assertThat(Totp.code(SECRET, seconds / 30)).isEqualTo(code);
        assertThat(Totp.step(SECRET, code, Instant.ofEpochSecond(seconds))).hasValue(seconds / 30);
    }

    @Test
    void a_code_counts_half_a_minute_around_its_time_and_no_longer() {
        var at = Instant.ofEpochSecond(1_111_111_110);
        var step = at.getEpochSecond() / 30;
        for (var around = -1; around <= 1; around++) {
            assertThat(Totp.step(SECRET, Totp.code(SECRET, step + around), at)).hasValue(step + around);
        }
        assertThat(Totp.step(SECRET, Totp.code(SECRET, step + 2), at)).isEmpty();
        assertThat(Totp.step(SECRET, Totp.code(SECRET, step - 2), at)).isEmpty();
        assertThat(Totp.step(SECRET, "", at)).isEmpty();
    }
}
