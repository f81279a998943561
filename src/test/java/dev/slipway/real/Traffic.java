package dev.slipway.real;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Visitors: requests one after the other, each visitor on a kept connection of its own, until closed. Nothing is sent
 * twice, so what is lost is seen.
 *
 * <p>The JDK's own client is not used: now and then it ends a connection right after a whole answer and says that no
 * byte of it came, as a capture of its packets showed.
 */
public final class Traffic implements AutoCloseable {
    private static final int VISITORS = 6;
    private final AtomicLong served = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> visitors;
    private final Duration pace;
    private volatile boolean over;

    /** Begins; each visitor comes again at once. */
    public Traffic(int port) {
        this(port, Duration.ZERO);
    }

    /** Begins; each visitor comes again after this time. */
    public Traffic(int port, Duration pace) {
        this.pace = pace;
        visitors = IntStream.range(0, VISITORS)
                .mapToObj(i -> Thread.ofVirtual().start(() -> visit(port, i == 0 ? "GET" : "POST")))
                .toList();
    }

    private void visit(int port, String method) {
        KeptConnection kept = null;
        try {
            while (!over) {
                Thread.sleep(pace);
                kept = ask(port, method, kept);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            if (kept != null) {
                kept.close();
            }
        }
    }

    /** One request; null when its connection is of no use any more. */
    private @Nullable KeptConnection ask(int port, String method, @Nullable KeptConnection kept) {
        KeptConnection used = kept;
        try {
            if (used == null) {
                used = new KeptConnection(port);
            }
            var status = used.ask(method);
            if (status == 200) {
                served.incrementAndGet();
                return used.open() ? used : null;
            }
            failures.add(Instant.now() + " " + method + " " + status);
        } catch (IOException e) {
            failures.add(Instant.now() + " " + method + " " + e);
        }
        if (used != null) {
            used.close();
        }
        return null;
    }

    /** Requests that were answered with 200. */
    public long served() {
        return served.get();
    }

    /** Those that were not, in words. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        over = true;
        visitors.forEach(Traffic::joined);
    }

    private static void joined(Thread visitor) {
        try {
            visitor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
