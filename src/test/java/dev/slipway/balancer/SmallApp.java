package dev.slipway.balancer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application behind a balancer, on loopback. {@code GET /} answers its name, {@code /hold} answers only after
 * {@link #release}, {@code /health} answers 200 or 503 as {@link #sick} says.
 */
public final class SmallApp implements AutoCloseable {
    private final String name;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch held = new CountDownLatch(1);
    private final AtomicInteger checks = new AtomicInteger();
    private final AtomicInteger holding = new AtomicInteger();
    private volatile boolean sick;

    /** Starts it. */
    public SmallApp(String name) throws IOException {
        this.name = name;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, 200));
        server.createContext("/hold", exchange -> {
            holding.incrementAndGet();
            try {
                held.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            holding.decrementAndGet();
            answer(exchange, 200);
        });
        server.createContext("/health", exchange -> {
            checks.incrementAndGet();
            answer(exchange, sick ? 503 : 200);
        });
        server.start();
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Ends the requests to {@code /hold}. */
    public void release() {
        held.countDown();
    }

    /** How many requests to {@code /hold} it has now. */
    public int holding() {
        return holding.get();
    }

    /** Whether its own health check fails. */
    public void sick(boolean isSick) {
        sick = isSick;
    }

    /** How often it was asked for its health. */
    public int checks() {
        return checks.get();
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange, int status) throws IOException {
        var body = name.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
