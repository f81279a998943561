package dev.slipway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** RS256 by the JDK's own means, so that product and test do not share a library's mistake. */
final class SignedTokens {
    /** More than any test needs at once. Making one takes a second of a core. */
    private static final int ENOUGH = 6;

    private static final Deque<KeyPair> MADE = new ArrayDeque<>();

    private static @Nullable KeyPair foreign;

    private SignedTokens() {}

    /** Keys that the last five callers did not get. */
    static synchronized KeyPair newKeys() {
        var keys = MADE.size() < ENOUGH ? made() : MADE.removeFirst();
        MADE.addLast(keys);
        return keys;
    }

    /** Keys that no issuer has. */
    static synchronized KeyPair foreignKeys() {
        var keys = foreign == null ? made() : foreign;
        foreign = keys;
        return keys;
    }

    private static KeyPair made() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048, new SecureRandom());
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] signed(KeyPair keys, String body) throws GeneralSecurityException {
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(body.getBytes(UTF_8));
        return signature.sign();
    }

    /** The public half, as an issuer publishes it. */
    static Map<String, String> published(String id, KeyPair keys) {
        var open = (RSAPublicKey) keys.getPublic();
        return Map.of(
                "kty",
                "RSA",
                "use",
                "sig",
                "alg",
                "RS256",
                "kid",
                id,
                "n",
                number(open.getModulus()),
                "e",
                number(open.getPublicExponent()));
    }

    private static String number(BigInteger number) {
        var bytes = number.toByteArray();
        return base64(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
