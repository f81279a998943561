package dev.slipway.real;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real Caddy on loopback, with one reverse proxy; {@link #close} kills it. */
public final class RealCaddy implements AutoCloseable {
    /** The {@code @id} of its one reverse proxy. */
    public static final String ID = "shop";

    private final Path folder;
    private final int frontend;
    private final int admin;
    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;

    private RealCaddy(Path folder, int frontend, int admin) throws IOException {
        this.folder = folder;
        this.frontend = frontend;
        this.admin = admin;
        this.process = launch();
    }

    /** Skips the test where there is no Caddy, or fails it with {@code -Dslipway.real=required}. */
    public static void mustBeThere() {
        if ("required".equals(System.getProperty("slipway.real"))) {
            assertTrue(program().isPresent(), "caddy is missing");
        }
        assumeTrue(program().isPresent(), "caddy is missing");
    }

    /**
     * Starts one; when this returns its admin interface answers.
     *
     * @param upstreams JSON objects
     * @param more further fields of the reverse proxy, each with a comma before it
     */
    public static RealCaddy start(Collection<String> upstreams, String more) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("caddy");
        var frontend = LoopbackPorts.free();
        var admin = LoopbackPorts.free();
        // Visitors get a connection for each request: Caddy closes idle ones when its configuration changes.
        Files.writeString(
                folder.resolve("config.json"), """
                {"admin": {"listen": "127.0.0.1:%d", "config": {"persist": false}},
                 "apps": {"http": {"servers": {"web": {
                   "listen": ["127.0.0.1:%d"],
                   "automatic_https": {"disable": true},
                   "routes": [{"handle": [
                     {"handler": "headers", "response": {"set": {"Connection": ["close"]}}},
                     {"@id": "%s", "handler": "reverse_proxy"%s, "upstreams": [%s]}]}]}}}}}
                """.formatted(admin, frontend, ID, more, String.join(", ", upstreams)));
        var caddy = new RealCaddy(folder, frontend, admin);
        caddy.awaitReady();
        return caddy;
    }

    /** Starts one in front of these ports of the loopback. */
    public static RealCaddy start(Collection<Integer> ports) throws IOException, InterruptedException {
        return start(ports.stream().map(RealCaddy::upstream).toList(), "");
    }

    /** An upstream at this port of the loopback. */
    public static String upstream(int port) {
        return "{\"dial\": \"127.0.0.1:" + port + "\"}";
    }

    /** Where visitors connect, on loopback. */
    public int port() {
        return frontend;
    }

    /** The admin interface, as in a fleet document. */
    public String endpoint() {
        return "http://127.0.0.1:" + admin;
    }

    /** Sets the list of upstreams, as a person would. */
    public void set(Collection<Integer> ports) throws IOException, InterruptedException {
        var list = ports.stream().map(RealCaddy::upstream).collect(Collectors.joining(", ", "[", "]"));
        var answer = say("PATCH", "/id/" + ID + "/upstreams", list);
        if (answer.statusCode() != 200) {
            throw new IOException(answer.body());
        }
    }

    /** Asks its admin interface. */
    public HttpResponse<String> say(String method, String path, String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(endpoint() + path))
                        .method(method, BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json")
                        .build(),
                BodyHandlers.ofString());
    }

    /** Ends it and starts it again with the configuration that it had at first. */
    public void restart() throws IOException, InterruptedException {
        kill();
        process = launch();
        awaitReady();
    }

    @Override
    public void close() throws IOException {
        kill();
        client.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Ends it as a crash does. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Process launch() throws IOException {
        var builder = new ProcessBuilder(List.of(
                        program().orElseThrow(),
                        "run",
                        "--config",
                        folder.resolve("config.json").toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("XDG_DATA_HOME", folder.toString());
        builder.environment().put("XDG_CONFIG_HOME", folder.toString());
        return builder.start();
    }

    private void awaitReady() throws IOException, InterruptedException {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!listens(admin) || !listens(frontend)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                var log = Files.readString(folder.resolve("log"));
                kill();
                throw new IOException("caddy did not start: " + log);
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static Optional<String> program() {
        return Stream.of("/usr/bin/caddy", "/usr/local/bin/caddy")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst();
    }
}
