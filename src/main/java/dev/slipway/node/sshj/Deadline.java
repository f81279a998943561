package dev.slipway.node.sshj;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs an act from another thread unless closed in time: a read on a black-holed connection cannot end by itself. The
 * act runs on a thread of its own, so that one that hangs does not hold up the others.
 */
final class Deadline implements AutoCloseable {
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Runnable act;
    private volatile ScheduledFuture<?> pending;
    private volatile boolean passed;

    Deadline(Duration after, Runnable act) {
        this.act = act;
        this.pending = schedule(after);
    }

    /** Begins anew, e.g. because there was progress. */
    void extend(Duration after) {
        pending.cancel(false);
        pending = schedule(after);
    }

    boolean passed() {
        return passed;
    }

    @Override
    public void close() {
        pending.cancel(false);
    }

    private ScheduledFuture<?> schedule(Duration after) {
        return TIMER.schedule(this::pass, after.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void pass() {
        passed = true;
        Thread.ofVirtual().name("ssh-deadline").start(act);
    }

    private static ScheduledThreadPoolExecutor timer() {
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("ssh-deadlines").factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(10, TimeUnit.SECONDS); // an idle one goes, and with it what it holds
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }
}
