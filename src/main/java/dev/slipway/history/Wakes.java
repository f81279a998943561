package dev.slipway.history;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.stream.IntStream;

/**
 * Tells waiting readers in this process that a deployment changed, here or at another instance. Readers also look by
 * themselves each second.
 */
@ApplicationScoped
public class Wakes {
    /** When the end of waiting is told: after deployments were handed over, before the streams are closed. */
    static final int AFTER_HAND_OVER = 200;

    /** Deployments share them: a reader that wakes for nothing looks once too often. */
    private static final int BELLS = 64;

    private final Bell[] bells =
            IntStream.range(0, BELLS).mapToObj(i -> new Bell()).toArray(Bell[]::new);

    private volatile boolean ended;

    private static final class Bell {
        private long count;
    }

    private Bell bell(long deployment) {
        return bells[(int) (deployment % BELLS)];
    }

    /** Something changed. */
    public void wake(long deployment) {
        ring(bell(deployment));
    }

    private static void ring(Bell bell) {
        synchronized (bell) {
            bell.count++;
            bell.notifyAll();
        }
    }

    /** Anything may have changed. */
    void wakeAll() {
        for (var bell : bells) {
            ring(bell);
        }
    }

    /** How often it was woken so far. */
    public long count(long deployment) {
        var bell = bell(deployment);
        synchronized (bell) {
            return bell.count;
        }
    }

    /** Waits until it is woken more often than {@code seen}, this instance ends, or the time is up. */
    public void await(long deployment, long seen, Duration atMost) throws InterruptedException {
        var bell = bell(deployment);
        var until = System.nanoTime() + atMost.toNanos();
        synchronized (bell) {
            while (bell.count <= seen && !ended) {
                var left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return;
                }
                bell.wait(left);
            }
        }
    }

    /** Whether this instance ends: whoever waits should let its reader go to another one. */
    public boolean ended() {
        return ended;
    }

    void end(@Observes @Priority(AFTER_HAND_OVER) ShutdownDelayInitiatedEvent event) {
        ended = true;
        wakeAll();
    }
}
