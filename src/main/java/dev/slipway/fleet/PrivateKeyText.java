package dev.slipway.fleet;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.crypto.CryptoServicesRegistrar;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * SSH private keys as text: what is in them, and new ones. Through Bouncy Castle's own classes and not through a
 * security provider: a provider is registered for the whole JVM, by whoever comes first.
 */
final class PrivateKeyText {
    private static final String PASSPHRASE = "the private key has a passphrase: store it without one (ssh-keygen -p)";
    private static final String DAMAGED = "the private key is damaged or of an unknown kind";
    private static final String OPENSSH = "OPENSSH PRIVATE KEY";

    private PrivateKeyText() {}

    /** Why this is no usable key, in words that show nothing of it. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String problem) {
            super(problem);
        }
    }

    /** Reads an OpenSSH or PEM private key without a passphrase; answers its public half in OpenSSH form. */
    static String publicKey(String pem) throws Unusable {
        if (!pem.contains("PRIVATE KEY-----")) {
            throw new Unusable("this is no private key in PEM form (-----BEGIN OPENSSH PRIVATE KEY-----)");
        }
        if (pem.contains("ENCRYPTED")) {
            throw new Unusable(PASSPHRASE);
        }
        try (var reader = new PemReader(new StringReader(pem))) {
            var object = reader.readPemObject();
            if (object == null) {
                throw new Unusable(DAMAGED);
            }
            var key = object.getType().equals("PRIVATE KEY")
                    ? PrivateKeyFactory.createKey(object.getContent())
                    : OpenSSHPrivateKeyUtil.parsePrivateKeyBlob(object.getContent());
            return line(publicHalf(key));
        } catch (IOException | RuntimeException e) {
            var locked = Optional.ofNullable(e.getMessage()).orElse("").contains("encrypted keys not supported");
            throw new Unusable(locked ? PASSPHRASE : DAMAGED);
        }
    }

    private static AsymmetricKeyParameter publicHalf(AsymmetricKeyParameter key) throws Unusable {
        return switch (key) {
            case Ed25519PrivateKeyParameters ed25519 -> ed25519.generatePublicKey();
            case RSAPrivateCrtKeyParameters rsa ->
                new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
            case ECPrivateKeyParameters ec -> {
                BigInteger d = ec.getD();
                yield new ECPublicKeyParameters(ec.getParameters().getG().multiply(d), ec.getParameters());
            }
            default -> throw new Unusable("this is no Ed25519, ECDSA or RSA private key");
        };
    }

    private static String line(AsymmetricKeyParameter key) throws IOException {
        var blob = OpenSSHPublicKeyUtil.encodePublicKey(key);
        var length = ((blob[0] & 0xff) << 24) | ((blob[1] & 0xff) << 16) | ((blob[2] & 0xff) << 8) | (blob[3] & 0xff);
        var kind = new String(blob, 4, length, java.nio.charset.StandardCharsets.US_ASCII);
        return kind + " " + Base64.getEncoder().encodeToString(blob);
    }

    /** A new Ed25519 key in OpenSSH's own form. */
    static String generate() {
        SecureRandom random = CryptoServicesRegistrar.getSecureRandom();
        var text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            var key = new Ed25519PrivateKeyParameters(random);
            writer.writeObject(new PemObject(OPENSSH, OpenSSHPrivateKeyUtil.encodePrivateKey(key)));
        } catch (IOException e) {
            throw new UncheckedIOException("no Ed25519 key could be made", e);
        }
        return text.toString();
    }
}
