package dev.slipway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A random text of 256 bits that proves something to whoever stored its hash. It is never stored itself; being random,
 * it needs no slow hash.
 */
final class Reference {
    private static final int BYTES = 32;
    private static final int LONGEST = 512;

    private Reference() {}

    static String make(SecureRandom random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What is stored. Comparing hashes in an index tells nothing about the text behind them. */
    static String hash(String reference) {
        // Nothing that we made is longer; hashing a header of any size would be work for strangers.
        var text = reference.length() > LONGEST ? reference.substring(0, LONGEST) : reference;
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
