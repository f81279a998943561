package dev.slipway.node.sshj;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;

/** Accepts one host key and no other; without a pinned key it accepts none. Remembers what was shown. */
final class PinnedHostKey implements HostKeyVerifier {
    private final @Nullable String pinned;
    private final AtomicReference<@Nullable String> shown = new AtomicReference<>();
    private volatile boolean refused;

    /** A verifier for a key in OpenSSH form; a comment after it does not count. */
    PinnedHostKey(@Nullable String pinned) {
        this.pinned = pinned == null ? null : bare(pinned);
    }

    @Override
    public boolean verify(String hostname, int port, PublicKey key) {
        String offered = openSsh(key);
        shown.set(offered);
        boolean right = pinned != null
                && MessageDigest.isEqual(
                        pinned.getBytes(StandardCharsets.UTF_8), offered.getBytes(StandardCharsets.UTF_8));
        refused = !right;
        return right;
    }

    /** Whether a key was shown that is not the pinned one. */
    boolean refused() {
        return refused;
    }

    /** Makes the negotiation ask for the type that is pinned: a server shows one of its keys only. */
    @Override
    public List<String> findExistingAlgorithms(String hostname, int port) {
        String type = pinned == null ? "ssh-ed25519" : pinned.substring(0, Math.max(0, pinned.indexOf(' ')));
        return type.equals("ssh-rsa") ? List.of("rsa-sha2-512", "rsa-sha2-256") : List.of(type);
    }

    /** The key that the server showed; null when it came not so far. */
    @Nullable String shown() {
        return shown.get();
    }

    static String openSsh(PublicKey key) {
        byte[] blob = new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
        return KeyType.fromKey(key) + " " + Base64.getEncoder().encodeToString(blob);
    }

    /** {@code SHA256:…}, as OpenSSH prints it. */
    static String fingerprint(String openSsh) {
        try {
            byte[] blob = Base64.getDecoder().decode(openSsh.split(" ", -1)[1]);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (java.security.NoSuchAlgorithmException | RuntimeException e) {
            return "(not a key)";
        }
    }

    private static String bare(String key) {
        String[] words = key.strip().split("\\s+", 3);
        return words.length < 2 ? key.strip() : words[0] + " " + words[1];
    }
}
