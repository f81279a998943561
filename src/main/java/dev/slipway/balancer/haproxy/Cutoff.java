package dev.slipway.balancer.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Closes a channel when its time is up, which ends whatever waits on it. */
final class Cutoff implements AutoCloseable {
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final ScheduledFuture<?> strike;
    private volatile boolean struck;

    private Cutoff(Duration deadline, SocketChannel channel) {
        strike = TIMER.schedule(() -> strike(channel), deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    static Cutoff after(Duration deadline, SocketChannel channel) {
        return new Cutoff(deadline, channel);
    }

    /** Whether time was up before the work was done. */
    boolean struck() {
        return struck;
    }

    @Override
    public void close() {
        strike.cancel(false);
    }

    private void strike(SocketChannel channel) {
        struck = true;
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ScheduledThreadPoolExecutor timer() {
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("haproxy-deadline").factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(10, TimeUnit.SECONDS); // an idle one goes, and with it what it holds
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }
}
