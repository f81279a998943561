package dev.slipway.real;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * The application that tests deploy, a process of its own: {@code SiteApp <port> <version> <health status>}. On TERM it
 * ends at once, so a request that is still on it is lost: whoever restarts it must have drained it.
 */
public final class SiteApp {
    private SiteApp() {}

    /** Serves until it is killed. */
    public static void main(String... words) throws IOException, InterruptedException {
        // It would end connections that rest for 30 s, which may cross a request that the balancer sends on one of
        // them.
        System.setProperty("sun.net.httpserver.idleInterval", "3600");
        var server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words[0])), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        var version = words[1];
        var health = Integer.parseInt(words[2]);
        server.createContext("/", exchange -> answer(exchange, 200, version));
        server.createContext("/health", exchange -> answer(exchange, health, "{\"version\":\"" + version + "\"}"));
        server.start();
        new CountDownLatch(1).await();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
