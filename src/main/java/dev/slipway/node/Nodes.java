package dev.slipway.node;

import dev.slipway.fleet.Node;

/** Opens connections to nodes. */
public interface Nodes {
    /**
     * Connects, checks the pinned host key, logs in and brings the helper.
     *
     * @param fence presented with every mutating verb on this connection
     */
    NodeConnection connect(Node node, Fence fence) throws NodeException, InterruptedException;

    /** Reads the host key that the node shows, without logging in; in OpenSSH form, {@code ssh-ed25519 AAAA…}. */
    String hostKey(Node node) throws NodeException, InterruptedException;
}
