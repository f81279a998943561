package dev.slipway.history;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Tells waiting readers in this process that a deployment changed; readers also look by themselves each second. */
@ApplicationScoped
public class Wakes {
    private final Map<Long, AtomicLong> counts = new ConcurrentHashMap<>();

    /** Something changed. */
    public void wake(long deployment) {
        var count = counts.computeIfAbsent(deployment, key -> new AtomicLong());
        synchronized (count) {
            count.incrementAndGet();
            count.notifyAll();
        }
    }

    /** How often it was woken so far. */
    public long count(long deployment) {
        return counts.computeIfAbsent(deployment, key -> new AtomicLong()).get();
    }

    /** Waits until it is woken more often than {@code seen}, or the time is up. */
    public void await(long deployment, long seen, Duration atMost) throws InterruptedException {
        var count = counts.computeIfAbsent(deployment, key -> new AtomicLong());
        var until = System.nanoTime() + atMost.toNanos();
        synchronized (count) {
            while (count.get() <= seen) {
                var left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return;
                }
                count.wait(left);
            }
        }
    }
}
