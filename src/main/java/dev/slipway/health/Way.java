package dev.slipway.health;

import dev.slipway.fleet.HealthCheck.Via;
import dev.slipway.fleet.Node;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * The way of a probe to one port of a node.
 *
 * @param port the check's, or the node's own where it has one
 */
record Way(Node node, NodeConnection connection, Via via, int port) {
    static Way to(Node node, NodeConnection connection, Via via, int port) {
        return new Way(node, connection, via, node.healthPort() == null ? port : node.healthPort());
    }

    String host() {
        return node.host();
    }

    /** The caller closes the socket. */
    Socket connect(Deadline deadline) throws IOException, NodeException, InterruptedException {
        return switch (via) {
            case DIRECT -> direct(deadline);
            case SSH -> connection.tunnel(port, deadline.remaining());
        };
    }

    private Socket direct(Deadline deadline) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(node.host(), port),
                    Math.toIntExact(deadline.remaining().toMillis()));
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
