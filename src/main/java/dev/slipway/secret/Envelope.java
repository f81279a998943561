package dev.slipway.secret;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * AES-256-GCM in two layers: each text has a random key of its own, which is sealed with the installation's key. What
 * the text is for is part of the seal, so that one row's secret does not open in another row's place.
 *
 * <p>A sealed text is {@code sw1:<id of the installation's key>:<Base64>}.
 */
final class Envelope {
    static final int KEY_BYTES = 32;
    private static final String FORMAT = "sw1:";
    private static final int ID_LENGTH = 8;
    private static final int WRAPPED_BYTES = 12 + KEY_BYTES + 16;

    private final AesGcmJce outer;
    private final RandomGenerator random;
    private final String prefix;

    Envelope(byte[] key, RandomGenerator random) throws GeneralSecurityException {
        this.outer = new AesGcmJce(key);
        this.random = random;
        this.prefix = FORMAT + id(key) + ":";
    }

    /** How everything that this key sealed begins. */
    String prefix() {
        return prefix;
    }

    String seal(String text, String purpose) throws GeneralSecurityException {
        byte[] dataKey = new byte[KEY_BYTES];
        random.nextBytes(dataKey);
        byte[] wrapped = outer.encrypt(dataKey, bound(prefix, purpose));
        byte[] sealed = new AesGcmJce(dataKey).encrypt(text.getBytes(StandardCharsets.UTF_8), bound(prefix, purpose));
        byte[] both = Arrays.copyOf(wrapped, wrapped.length + sealed.length);
        System.arraycopy(sealed, 0, both, wrapped.length, sealed.length);
        return prefix + Base64.getEncoder().encodeToString(both);
    }

    /** Opens what this key sealed, also from before keys had an id of their own. */
    String open(String sealed, String purpose) throws GeneralSecurityException {
        int end = sealed.indexOf(':', FORMAT.length()) + 1;
        if (!sealed.startsWith(FORMAT) || end == 0) {
            throw new GeneralSecurityException("sealed in a format that is not known here");
        }
        byte[] both = decode(sealed.substring(end));
        byte[] bound = bound(sealed.substring(0, end), purpose);
        byte[] dataKey = outer.decrypt(Arrays.copyOf(both, WRAPPED_BYTES), bound);
        byte[] text = new AesGcmJce(dataKey).decrypt(Arrays.copyOfRange(both, WRAPPED_BYTES, both.length), bound);
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

    private static byte[] bound(String prefix, String purpose) {
        return (prefix + purpose).getBytes(StandardCharsets.UTF_8);
    }

    /** Tells keys apart and nothing about them: 32 bits of a hash over 256 random ones. */
    private static String id(byte[] key) throws GeneralSecurityException {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update("slipway secret key id".getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(key)).substring(0, ID_LENGTH);
    }
}
