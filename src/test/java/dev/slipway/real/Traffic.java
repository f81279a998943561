package dev.slipway.real;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Visitors: requests one after the other on each of a few connections, until closed. Most of them POST, since the
 * client repeats a lost GET by itself and so would hide it.
 */
public final class Traffic implements AutoCloseable {
    private static final int VISITORS = 6;
    private final AtomicLong served = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
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
        var address = URI.create("http://127.0.0.1:" + port + "/");
        visitors = java.util.stream.IntStream.range(0, VISITORS)
                .mapToObj(i -> Thread.ofVirtual().start(() -> visit(address, i == 0)))
                .toList();
    }

    private void visit(URI address, boolean get) {
        var request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30));
        var one = get
                ? request.GET().build()
                : request.POST(HttpRequest.BodyPublishers.ofString("order")).build();
        while (!over) {
            try {
                Thread.sleep(pace);
                var answer = client.send(one, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    served.incrementAndGet();
                } else {
                    failures.add(Instant.now() + " " + one.method() + " " + answer.statusCode() + " " + answer.body());
                }
            } catch (IOException e) {
                failures.add(Instant.now() + " " + one.method() + " " + e);
            } catch (InterruptedException e) {
                return;
            }
        }
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
        client.close();
    }

    private static void joined(Thread visitor) {
        try {
            visitor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
