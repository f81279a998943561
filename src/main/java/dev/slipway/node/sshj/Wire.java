package dev.slipway.node.sshj;

import java.io.IOException;
import java.util.List;
import net.schmizz.sshj.SSHClient;

/**
 * One logged-in transport, perhaps through a jump host.
 *
 * @param clients the node's first, then what it goes through
 */
record Wire(List<SSHClient> clients) {
    SSHClient client() {
        return clients.getFirst();
    }

    boolean alive() {
        return clients.stream().allMatch(client -> client.isConnected() && client.isAuthenticated());
    }

    /** Ends it without a word: on a black hole even saying good-bye blocks. */
    void cut() {
        clients.reversed().forEach(Wire::cut);
    }

    /** Ends it politely; detached jobs live on. */
    void close() {
        for (SSHClient client : clients) {
            try {
                client.disconnect();
            } catch (IOException | RuntimeException _) {
                cut(client);
            }
        }
    }

    static void cut(SSHClient client) {
        try {
            var socket = client.getSocket();
            if (socket != null) {
                socket.close();
            }
        } catch (IOException _) {
            // it is gone, which is what was wanted
        }
        Thread.ofVirtual().name("ssh-cut").start(() -> {
            try {
                client.disconnect();
            } catch (IOException | RuntimeException _) {
                // likewise
            }
        });
    }
}
