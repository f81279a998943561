package dev.slipway.node.sshj;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The node helper, addressed by its content. */
final class HelperScript {
    static final byte[] BYTES = read();
    static final String DIGEST = sha256(BYTES);
    static final String PATH = "~/.slipway/bin/" + DIGEST;

    /**
     * Answers HAVE, or SEND and then takes the script on standard input and answers DONE. Every login shell takes
     * single quotes literally.
     */
    static final String BRING = "exec sh -c 'f=" + PATH + "; if [ -s \"$f\" ]; then echo HAVE; exit; fi; "
            + "exec 2>&1; LC_ALL=C; export LC_ALL; "
            + "mkdir -p ~/.slipway/bin && chmod 700 ~/.slipway || exit 1; echo SEND; cat >\"$f.$$\"; "
            + "s=$( (sha256sum \"$f.$$\" || shasum -a 256 \"$f.$$\" || openssl dgst -sha256 -r \"$f.$$\") 2>/dev/null ); "
            + "[ \"${s%% *}\" = " + DIGEST + " ] && mv -f \"$f.$$\" \"$f\" && echo DONE || rm -f \"$f.$$\"'";

    private HelperScript() {}

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static byte[] read() {
        try (var in = HelperScript.class.getResourceAsStream("/dev/slipway/node/helper.sh")) {
            if (in == null) {
                throw new IllegalStateException("helper.sh is missing from the application");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
