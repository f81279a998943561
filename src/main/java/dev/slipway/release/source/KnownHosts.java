package dev.slipway.release.source;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that the operators of large Git servers have published on their web pages (Ed25519 alone; each of them shows
 * one). When one of them changes its key, {@code hostKey} names the new one until Slipway knows it.
 */
final class KnownHosts {
    private static final String GITHUB =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
    private static final String GITLAB =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAfuCHKVTjquxvt6CM6tdG4SLp1Btn/nOeHHE5UOzRdf";
    private static final String BITBUCKET =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIazEu89wgQZ4bqs3d63QSMzYVa0MuJ2e2gKTKqu+UUO";

    /** The second names are the same servers at port 443. */
    private static final Map<String, String> KEYS = Map.of(
            "github.com", GITHUB,
            "ssh.github.com", GITHUB,
            "gitlab.com", GITLAB,
            "altssh.gitlab.com", GITLAB,
            "bitbucket.org", BITBUCKET,
            "altssh.bitbucket.org", BITBUCKET);

    private KnownHosts() {}

    /** The key of a server; null: it is not known here. */
    static @Nullable String of(String host) {
        return KEYS.get(host);
    }
}
