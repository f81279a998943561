package dev.slipway.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.secret.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The signature of a message: an HMAC with SHA-256 over its bytes exactly as they came. */
final class Signature {
    static final String HEADER = "X-Hub-Signature-256";
    static final String OLD_HEADER = "X-Hub-Signature";

    private static final Pattern WRITTEN = Pattern.compile("sha256=([0-9a-fA-F]{64})");
    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /** What is wrong with the headers; null: there is something to compare. */
    static @Nullable String objection(@Nullable String header, @Nullable String oldHeader) {
        if (header == null || header.isBlank()) {
            return oldHeader == null
                    ? HEADER + " is missing: give the webhook a secret, the same on GitHub as here"
                    : HEADER + " is missing, and " + OLD_HEADER + " (SHA-1) alone is not taken: SHA-1 is broken";
        }
        return WRITTEN.matcher(header.strip()).matches()
                ? null
                : HEADER + " is not sha256= with 64 hexadecimal digits after it";
    }

    /** Whether one of the secrets made this header for this body. All are tried, so that none is told by the time. */
    static boolean by(List<Secret> secrets, String header, byte[] body) {
        var written = WRITTEN.matcher(header.strip());
        if (!written.matches()) {
            return false;
        }
        var shown = HexFormat.of().parseHex(written.group(1));
        var right = false;
        for (var secret : secrets) {
            right |= MessageDigest.isEqual(of(secret, body), shown);
        }
        return right;
    }

    static byte[] of(Secret secret, byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.reveal().getBytes(UTF_8), ALGORITHM));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + ALGORITHM, e);
        }
    }
}
