package dev.slipway.access;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.encoders.Base32;

/** Codes of six digits that change every 30 seconds: RFC 6238. */
final class Totp {
    private static final int BYTES = 20;
    private static final int SECONDS = 30;
    /** A code counts half a minute before and after its time: people type, and clocks differ. */
    private static final int AROUND = 1;

    private static final TimeBasedOneTimePasswordGenerator CODES = new TimeBasedOneTimePasswordGenerator();

    private Totp() {}

    /** A new secret in Base32, as authenticator apps take it. */
    static String newSecret(SecureRandom random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base32.toBase32String(bytes);
    }

    /** The time step that the code belongs to; empty when it is not valid at this time. */
    static OptionalLong step(String secret, String code, Instant at) {
        var typed = code.replaceAll("\\s", "");
        var now = at.getEpochSecond() / SECONDS;
        for (var step = now - AROUND; step <= now + AROUND; step++) {
            if (MessageDigest.isEqual(bytes(code(secret, step)), bytes(typed))) {
                return OptionalLong.of(step);
            }
        }
        return OptionalLong.empty();
    }

    static String code(String secret, long step) {
        try {
            var key = new SecretKeySpec(Base32.decode(secret), CODES.getAlgorithm());
            return CODES.generateOneTimePasswordString(key, Instant.ofEpochSecond(step * SECONDS));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("The secret of a second factor is damaged", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
