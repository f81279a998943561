package dev.slipway.balancer.haproxy;

import dev.slipway.balancer.BalancerException;
import java.io.IOException;

/** How a question reaches one HAProxy process. */
@FunctionalInterface
interface Line {
    /** Enough for some 5,000 servers in one backend. */
    int MOST_BYTES = 4 << 20;

    /** Sends this on a connection of its own and gives all that came until HAProxy closed it. */
    String exchange(String text) throws IOException, BalancerException, InterruptedException;

    /** Whoever answers so much is no runtime socket. */
    final class TooLong extends IOException {
        private static final long serialVersionUID = 1;

        TooLong() {
            super("more than 4 MiB");
        }
    }
}
