package dev.slipway.fleet;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/** What people compare of host keys. */
public final class HostKeys {
    private static final Pattern KEY = Pattern.compile("(ssh|ecdsa|sk)-[a-z0-9@.-]+ [A-Za-z0-9+/]+={0,3}( .*)?");

    private HostKeys() {}

    /** Whether this is written as a key in OpenSSH form: {@code ssh-ed25519 AAAA…}. */
    public static boolean isKey(String text) {
        return KEY.matcher(text).matches();
    }

    /** The fingerprint of a key in OpenSSH form, as {@code ssh-keygen -l} shows it: {@code SHA256:…}. */
    public static String fingerprint(String key) {
        String[] parts = key.strip().split(" ", 3);
        if (parts.length < 2) {
            throw new IllegalArgumentException("not a public key in OpenSSH form");
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(parts[1]));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
