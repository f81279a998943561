package dev.slipway.node;

import dev.slipway.node.Shells.Login;
import java.time.Duration;

/** Unix sockets on other servers, through SSH. May be used by several threads at once. */
@FunctionalInterface
public interface FarSockets {
    /**
     * Connects, sends a text and reads until the other side closes.
     *
     * @param path of the socket on that server
     * @param patience for the whole; then the connection is given up
     * @throws NodeException of kind {@code NO_ANSWER} when nobody listens there, or the answer did not come whole
     */
    String ask(Login login, String path, String text, Duration patience) throws NodeException, InterruptedException;
}
