package dev.slipway.node.sshj;

import dev.slipway.node.NodeException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A host to go through, written {@code user@host:port ssh-ed25519 AAAA…}; its key is pinned like a node's. */
record Jump(String user, String host, int port, String hostKey) {
    private static final Pattern FORM = Pattern.compile("([^@\\s]+)@(\\S+?)(?::(\\d{1,5}))?(?:\\s+(\\S+ \\S+.*))?");

    static @Nullable Jump of(@Nullable String written, Problems problems) throws NodeException {
        if (written == null || written.isBlank()) {
            return null;
        }
        var form = FORM.matcher(written.strip());
        if (!form.matches()) {
            throw problems.user(
                    "reading ssh.jump", "it is not user@host:port", "Write it as user@host:port and its host key.");
        }
        String key = form.group(4);
        if (key == null) {
            throw problems.user(
                    "going through the jump host " + form.group(2),
                    "no host key is pinned for it",
                    "Write the key after the address, as ssh-keyscan shows it: jump: \"user@host:port ssh-ed25519 AAAA…\".");
        }
        int port = form.group(3) == null ? 22 : Integer.parseInt(form.group(3));
        return new Jump(form.group(1), form.group(2), port, key);
    }
}
