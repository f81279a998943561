package dev.slipway.health;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** How long one probe may take, counted from now. */
final class Deadline {
    private static final ScheduledThreadPoolExecutor TIMER = timer();
    private static final Duration LEAST = Duration.ofMillis(1); // zero would mean for ever

    private final long start = System.nanoTime();
    private final Duration timeout;

    Deadline(Duration timeout) {
        this.timeout = timeout;
    }

    Duration timeout() {
        return timeout;
    }

    Duration spent() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    boolean isOver() {
        return spent().compareTo(timeout) >= 0;
    }

    /** What is left, at least a millisecond. */
    Duration remaining() {
        var left = timeout.minus(spent());
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }

    /** Closes the socket when time is up, unless the answer is closed before. */
    Watch closes(Socket socket) {
        var strike = TIMER.schedule(
                // Not on the timer's own thread: closing a tunnel may wait for the node.
                () -> Thread.startVirtualThread(() -> close(socket)),
                remaining().toNanos(),
                TimeUnit.NANOSECONDS);
        return () -> strike.cancel(false);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is broken already, which is what was wanted.
        }
    }

    private static ScheduledThreadPoolExecutor timer() {
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("probe-deadline").factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(10, TimeUnit.SECONDS); // an idle one goes, and with it what it holds
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    /** A running watch. */
    @FunctionalInterface
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
