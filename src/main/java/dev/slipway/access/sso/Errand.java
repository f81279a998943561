package dev.slipway.access.sso;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.secret.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * One sign-in at the provider, from going there to coming back. All that ties the two together is made of one random
 * text that only the browser has, so that nothing of it can be stolen from the database.
 *
 * @param key the random text
 * @param fresh whether the provider must ask the person again, however lately it did
 */
public record Errand(Secret key, boolean fresh) {
    /** Comes back with the browser; one that another site began is not it. */
    public String state() {
        return HexFormat.of().formatHex(sha256(("state " + key.reveal()).getBytes(UTF_8)));
    }

    /** Comes back in the ID token; one of another sign-in is not it. */
    String nonce() {
        return HexFormat.of().formatHex(sha256(("nonce " + key.reveal()).getBytes(UTF_8)));
    }

    /** Shown when the code is redeemed; a stolen code is worth nothing without it (RFC 7636). */
    Secret verifier() {
        return Secret.of(HexFormat.of().formatHex(sha256(("verifier " + key.reveal()).getBytes(UTF_8))));
    }

    /** What the provider is told of the verifier beforehand. */
    String challenge() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(sha256(verifier().reveal().getBytes(US_ASCII)));
    }

    /** Whether this came back from the provider. */
    public boolean isState(String given) {
        return MessageDigest.isEqual(state().getBytes(UTF_8), given.getBytes(UTF_8));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
