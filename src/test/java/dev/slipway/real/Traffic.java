package dev.slipway.real;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Visitors: GET and POST, one after the other on each of a few connections, until closed. */
public final class Traffic implements AutoCloseable {
    private static final int VISITORS = 6;
    private final AtomicLong served = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final List<Thread> visitors;
    private volatile boolean over;

    /** Begins. */
    public Traffic(int port) {
        var address = URI.create("http://127.0.0.1:" + port + "/");
        visitors = java.util.stream.IntStream.range(0, VISITORS)
                .mapToObj(i -> Thread.ofVirtual().start(() -> visit(address, i % 2 == 0)))
                .toList();
    }

    private void visit(URI address, boolean get) {
        var request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30));
        var one = get
                ? request.GET().build()
                : request.POST(HttpRequest.BodyPublishers.ofString("order")).build();
        while (!over) {
            try {
                var answer = client.send(one, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    served.incrementAndGet();
                } else {
                    failures.add(one.method() + " " + answer.statusCode() + " " + answer.body());
                }
            } catch (IOException e) {
                failures.add(one.method() + " " + e);
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
