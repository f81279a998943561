package dev.slipway.demo.site;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The demo shop: one page and a health check. Its working folder is its release; its settings are in shared/.env. */
public final class Site {
    private static final int THREADS = 4;

    private final String version;
    private final Properties settings;
    private final String page;
    private final @Nullable String missing;

    private Site(String version, Properties settings, String page, @Nullable String missing) {
        this.version = version;
        this.settings = settings;
        this.page = page;
        this.missing = missing;
    }

    /**
     * Starts the shop.
     *
     * @param args the node's shared folder
     */
    public static void main(String... args) throws IOException {
        Path shared = Path.of(args[0]);
        var settings = new Properties();
        try (var in = Files.newBufferedReader(shared.resolve(".env"))) {
            settings.load(in);
        }
        endWithTheDemo(settings);
        var site = read(Path.of("").toAbsolutePath(), settings);
        int port = Integer.parseInt(Files.readString(shared.resolve("port")).strip());
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", site::home);
        server.createContext("/health", site::health);
        server.setExecutor(Executors.newFixedThreadPool(THREADS));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, shared.resolve("site.pid"))));
        server.start();
    }

    private static Site read(Path release, Properties settings) throws IOException {
        String missing = Files.readString(release.resolve("settings.required"))
                .lines()
                .filter(name -> !settings.containsKey(name))
                .findFirst()
                .orElse(null);
        return new Site(
                Files.readString(release.resolve("VERSION")).strip(),
                settings,
                Files.readString(release.resolve("public/index.html")),
                missing);
    }

    /** A demo that was killed cannot end its shops, so they look after themselves. */
    private static void endWithTheDemo(Properties settings) {
        var demo = ProcessHandle.of(Long.parseLong(settings.getProperty("DEMO_PROCESS")));
        Thread.ofPlatform().daemon().start(() -> {
            demo.ifPresent(process -> process.onExit().join());
            System.exit(0);
        });
    }

    private void home(HttpExchange exchange) throws IOException {
        String text = page.replace("{{version}}", version).replace("{{node}}", settings.getProperty("NODE", "?"));
        answer(exchange, missing == null ? 200 : 503, "text/html; charset=utf-8", text);
    }

    private void health(HttpExchange exchange) throws IOException {
        String error = missing == null ? "" : ", \"error\": \"" + missing + " is not set\"";
        answer(
                exchange,
                missing == null ? 200 : 503,
                "application/json",
                "{\"version\": \"" + version + "\"" + error + "}\n");
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Removing the file tells bin/restart that the port is free. */
    private static void stop(HttpServer server, Path pid) {
        server.stop(0);
        try {
            Files.deleteIfExists(pid);
        } catch (IOException _) {
            // The next start waits its time and goes on.
        }
    }
}
