package dev.slipway.fleet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.util.security.SecurityUtils;

/** SSH private keys as text: what is in them, and new ones. */
final class PrivateKeyText {
    private static final List<String> USABLE = List.of("ssh-ed25519", "ssh-rsa", "ecdsa-sha2-");

    private static final String PASSPHRASE = "the private key has a passphrase: store it without one (ssh-keygen -p)";

    private PrivateKeyText() {}

    /** Why this is no usable key, in words that show nothing of it. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String problem) {
            super(problem);
        }
    }

    /** Reads an OpenSSH or PEM private key without a passphrase. */
    static KeyPair read(String pem) throws Unusable {
        if (!pem.contains("PRIVATE KEY-----")) {
            throw new Unusable("this is no private key in PEM form (-----BEGIN OPENSSH PRIVATE KEY-----)");
        }
        if (pem.contains("ENCRYPTED")) {
            throw new Unusable(PASSPHRASE);
        }
        try {
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null,
                    NamedResource.ofName("key"),
                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)),
                    (_, _, _) -> {
                        throw new IOException(PASSPHRASE);
                    });
            KeyPair pair = pairs == null || !pairs.iterator().hasNext()
                    ? null
                    : pairs.iterator().next();
            if (pair == null || USABLE.stream().noneMatch(KeyUtils.getKeyType(pair)::startsWith)) {
                throw new Unusable("this is no Ed25519, ECDSA or RSA private key");
            }
            return pair;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            boolean locked = Optional.ofNullable(e.getMessage()).orElse("").contains(PASSPHRASE);
            throw new Unusable(locked ? PASSPHRASE : "the private key is damaged or of an unknown kind");
        }
    }

    /** A new Ed25519 pair in OpenSSH's own form. */
    static String generate(String comment) {
        try {
            KeyPair pair = SecurityUtils.getKeyPairGenerator("Ed25519").generateKeyPair();
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, comment, null, text);
            return text.toString(StandardCharsets.UTF_8);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no Ed25519 key could be made", e);
        }
    }

    static String publicLine(PublicKey key, String comment) {
        return PublicKeyEntry.toString(key) + " " + comment;
    }

    static String fingerprint(PublicKey key) {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key);
    }
}
