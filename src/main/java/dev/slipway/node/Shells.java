package dev.slipway.node;

import dev.slipway.fleet.KeyRef;
import java.time.Duration;
import java.util.List;

/**
 * Short scripts on servers that are not nodes, such as a balancer's: nothing is brought there and nothing stays. A
 * connection is kept for a while, for the next script. May be used by several threads at once.
 */
public interface Shells {
    /**
     * Runs a script under {@code sh} and waits for its end.
     *
     * @param script fixed text; what varies comes as arguments and input
     * @param arguments seen by the script as {@code $1}, {@code $2}, …; nothing in them is understood by a shell
     * @param input the script's standard input
     * @param patience for the whole; then the connection is given up
     * @throws NodeException of kind {@code NO_ANSWER} when it is not known how it ended
     */
    Said run(Login login, String script, List<String> arguments, String input, Duration patience)
            throws NodeException, InterruptedException;

    /**
     * Who logs in where.
     *
     * @param hostKey in OpenSSH form; another one is refused
     */
    record Login(String user, String host, int port, KeyRef key, String hostKey) {
        /** As people write it. */
        public String text() {
            return user + "@" + host + ":" + port;
        }
    }

    /** How a script ended, and what it wrote. */
    record Said(int status, String out, String errors) {}
}
