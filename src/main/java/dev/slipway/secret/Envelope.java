package dev.slipway.secret;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * AES-256-GCM in two layers: each text has a random key of its own, which is sealed with the installation's key. What
 * the text is for is part of the seal, so that one row's secret does not open in another row's place.
 */
final class Envelope {
    static final int KEY_BYTES = 32;
    private static final String FORMAT = "sw1:1:";
    private static final int WRAPPED_BYTES = 12 + KEY_BYTES + 16;

    private final AesGcmJce outer;
    private final RandomGenerator random;

    Envelope(byte[] key, RandomGenerator random) throws GeneralSecurityException {
        this.outer = new AesGcmJce(key);
        this.random = random;
    }

    String seal(String text, String purpose) throws GeneralSecurityException {
        byte[] dataKey = new byte[KEY_BYTES];
        random.nextBytes(dataKey);
        byte[] wrapped = outer.encrypt(dataKey, bound(purpose));
        byte[] sealed = new AesGcmJce(dataKey).encrypt(text.getBytes(StandardCharsets.UTF_8), bound(purpose));
        byte[] both = Arrays.copyOf(wrapped, wrapped.length + sealed.length);
        System.arraycopy(sealed, 0, both, wrapped.length, sealed.length);
        return FORMAT + Base64.getEncoder().encodeToString(both);
    }

    String open(String sealed, String purpose) throws GeneralSecurityException {
        if (!sealed.startsWith(FORMAT)) {
            throw new GeneralSecurityException("sealed in a format or with a key version that is not known here");
        }
        byte[] both = decode(sealed.substring(FORMAT.length()));
        byte[] dataKey = outer.decrypt(Arrays.copyOf(both, WRAPPED_BYTES), bound(purpose));
        byte[] text =
                new AesGcmJce(dataKey).decrypt(Arrays.copyOfRange(both, WRAPPED_BYTES, both.length), bound(purpose));
        return new String(text, StandardCharsets.UTF_8);
    }

    private static byte[] decode(String base64) throws GeneralSecurityException {
        byte[] both;
        try {
            both = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("damaged", e);
        }
        if (both.length <= WRAPPED_BYTES) {
            throw new GeneralSecurityException("too short");
        }
        return both;
    }

    private static byte[] bound(String purpose) {
        return (FORMAT + purpose).getBytes(StandardCharsets.UTF_8);
    }
}
