package dev.slipway.release.source;

import dev.slipway.outside.BadAddress;
import dev.slipway.outside.Target;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An SSH address of a repository: {@code ssh://git@host:22/path}, or as it is mostly copied, {@code git@host:path}.
 *
 * @param path as the server is asked for it
 */
record SshAddress(String user, Target server, String path) {
    private static final int USUAL_PORT = 22;
    private static final String USER = "([A-Za-z0-9_][A-Za-z0-9_.-]{0,63})";
    private static final String HOST = "([^/:@\\[\\]]+|\\[[^\\]/@]+])";
    private static final Pattern LONG =
            Pattern.compile("(?i:ssh|git\\+ssh|ssh\\+git)://(?:" + USER + "@)?" + HOST + "(?::([0-9]{1,5}))?/(.*)");
    private static final Pattern SHORT = Pattern.compile(USER + "@" + HOST + ":(?!//)(.*)");
    private static final Pattern ANY_LONG = Pattern.compile("(?i:ssh|git\\+ssh|ssh\\+git)://.*", Pattern.DOTALL);

    /** It becomes a word of a command: none that a shell or git would take for something else. */
    private static final Pattern PATH = Pattern.compile("(?!-)[\\p{L}\\p{N}_.~/+=,@:()% -]{1,1024}");

    /** Reads an address; empty: it is none of SSH. */
    static Optional<SshAddress> read(String written) throws SourceFailed {
        var full = LONG.matcher(written);
        if (full.matches()) {
            if (full.group(4).contains("%")) {
                throw wrong("the path has %-escapes", "Write the path as it is");
            }
            String user = full.group(1) == null ? "git" : full.group(1);
            int port = full.group(3) == null ? USUAL_PORT : Integer.parseInt(full.group(3));
            // Below the login's home, as git itself reads it.
            String path = full.group(4).startsWith("~") ? full.group(4) : "/" + full.group(4);
            return Optional.of(of(user, full.group(2), port, path));
        }
        if (ANY_LONG.matcher(written).matches()) {
            throw wrong("it is not written as one", "Write ssh://git@host:port/path, without a password");
        }
        var brief = SHORT.matcher(written);
        return brief.matches()
                ? Optional.of(of(brief.group(1), brief.group(2), USUAL_PORT, brief.group(3)))
                : Optional.empty();
    }

    private static SshAddress of(String user, String host, int port, String path) throws SourceFailed {
        if (!PATH.matcher(path).matches()) {
            throw wrong(
                    "its path has letters that it must not have, or none", "Write e.g. git@github.com:acme/shop.git");
        }
        try {
            return new SshAddress(user, Target.ssh(host, port), path);
        } catch (BadAddress e) {
            throw wrong(String.valueOf(e.getMessage()), "Mend the address");
        }
    }

    private static SourceFailed wrong(String answered, String next) {
        return new SourceFailed("Reading the repository's SSH address", answered, next);
    }

    /** One text for one repository: {@code shop} is below the login's home, {@code /shop} is not. */
    String shown() {
        return path.startsWith("/")
                ? "ssh://" + user + "@" + server.origin().substring("ssh://".length()) + path
                : user + "@" + server.host() + (server.port() == USUAL_PORT ? "" : ":" + server.port()) + ":" + path;
    }
}
