package dev.slipway.fleet;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One server, with every override of the fleet document already applied.
 *
 * @param deployPath absolute, or relative to the login's home
 * @param hostKey the pinned key in OpenSSH form ({@code ssh-ed25519 AAAA…}); null until a person accepted one
 * @param labels free words such as {@code zone: a}
 * @param members balancer name → this node's member name in that balancer's pool
 * @param healthPort overrides the port of the fleet's health check; null to use that
 * @param discovered where it was found; null: it stands in the document
 */
public record Node(
        String name,
        String host,
        int port,
        String user,
        KeyRef key,
        @Nullable String jump,
        String deployPath,
        @Nullable String hostKey,
        Map<String, String> labels,
        Map<String, String> members,
        @Nullable Integer healthPort,
        @Nullable Discovered discovered) {

    public Node {
        labels = Map.copyOf(labels);
        members = Map.copyOf(members);
    }

    /** A node that stands in the document. */
    public Node(
            String name,
            String host,
            int port,
            String user,
            KeyRef key,
            @Nullable String jump,
            String deployPath,
            @Nullable String hostKey,
            Map<String, String> labels,
            Map<String, String> members,
            @Nullable Integer healthPort) {
        this(name, host, port, user, key, jump, deployPath, hostKey, labels, members, healthPort, null);
    }

    /** The same node with this host key pinned. */
    public Node withHostKey(String key) {
        return new Node(
                name, host, port, user, this.key, jump, deployPath, key, labels, members, healthPort, discovered);
    }
}
