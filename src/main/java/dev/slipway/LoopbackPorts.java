package dev.slipway;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Ports of the loopback for servers that are started later, or again and again.
 *
 * <p>A port that the system chose is free to be chosen again until somebody listens there, and outgoing connections
 * take theirs from the same range. So these come from below that range (Linux has it from 32768, {@code ip(7)}), and no
 * process is given the same one twice before all have been.
 */
public final class LoopbackPorts {
    private static final int LOWEST = 20_000;
    private static final int COUNT = 12_000;

    private static final long APART = 3571;

    /** The whole process', however many class loaders load this class: a test's application has one of its own. */
    private static final String GIVEN = "slipway.loopback-ports.given";

    private LoopbackPorts() {}

    /**
     * A port that nobody listens at.
     *
     * @throws IOException when there is none
     */
    public static int free() throws IOException {
        for (var tries = 0; tries < COUNT; tries++) {
            var port = LOWEST + Math.floorMod(next(), COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("every port from " + LOWEST + " on is taken");
    }

    /** Two processes that were started one after the other begin far from each other. */
    private static long next() {
        var given = System.getProperties()
                .merge(GIVEN, "1", (before, _) -> Integer.toString(Integer.parseInt((String) before) + 1));
        return ProcessHandle.current().pid() * APART + Integer.parseInt((String) given);
    }

    private static boolean isFree(int port) throws IOException {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (BindException taken) {
            return false;
        }
    }
}
