package dev.slipway.real;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real HAProxy on loopback, with one backend; {@link #close} kills it. */
public final class RealHaproxy implements AutoCloseable {
    /** The name of its one backend. */
    public static final String BACKEND = "shop";

    private static final int TRIES_FOR_FREE_PORTS = 3;

    /** A request that went as it should: a status that the server chose, and a sound termination state. */
    private static final Pattern SOUND = Pattern.compile("^\\[\\d[^]]+] [1-4]\\d\\d --.*");

    private final Path folder;
    private final Process process;
    private final int frontend;
    private final int runtime;

    private RealHaproxy(Path folder, Process process, int frontend, int runtime) {
        this.folder = folder;
        this.process = process;
        this.frontend = frontend;
        this.runtime = runtime;
    }

    /** Skips the test where there is no HAProxy, or fails it with {@code -Dslipway.real=required}. */
    public static void mustBeThere() {
        if ("required".equals(System.getProperty("slipway.real"))) {
            assertTrue(program().isPresent(), "haproxy is missing");
        }
        assumeTrue(program().isPresent(), "haproxy is missing");
    }

    /**
     * Starts one whose servers are not checked.
     *
     * @param servers name → port on loopback
     */
    public static RealHaproxy start(Map<String, Integer> servers) throws IOException, InterruptedException {
        return start(servers, "", "");
    }

    /**
     * Starts one that checks {@code GET /health} every 100 ms.
     *
     * @param servers name → port on loopback
     */
    public static RealHaproxy checking(Map<String, Integer> servers) throws IOException, InterruptedException {
        return start(
                servers,
                "option httpchk GET /health\n  timeout check 2s\n  default-server inter 100ms fall 2 rise 2",
                "check");
    }

    /**
     * Starts one; when this returns its sockets answer.
     *
     * @param servers name → port on loopback
     * @param lines more lines for the backend
     * @param words more words for each server
     */
    public static RealHaproxy start(Map<String, Integer> servers, String lines, String words)
            throws IOException, InterruptedException {
        return start(servers, lines, words, false);
    }

    /** Starts one with a master process, which can {@link #reload}; its servers are not checked. */
    public static RealHaproxy withMaster(Map<String, Integer> servers) throws IOException, InterruptedException {
        return start(servers, "", "", true);
    }

    private static RealHaproxy start(Map<String, Integer> servers, String lines, String words, boolean withMaster)
            throws IOException, InterruptedException {
        for (var tries = 1; ; tries++) {
            var folder = Files.createTempDirectory("haproxy");
            var haproxy = launch(folder, servers, lines, words, withMaster);
            if (haproxy.answers()) {
                return haproxy;
            }
            var log = Files.readString(folder.resolve("log"));
            haproxy.close();
            if (tries == TRIES_FOR_FREE_PORTS) {
                throw new IOException("haproxy did not start: " + log);
            }
        }
    }

    private static RealHaproxy launch(
            Path folder, Map<String, Integer> servers, String lines, String words, boolean withMaster)
            throws IOException {
        var frontend = LoopbackPorts.free();
        var runtime = LoopbackPorts.free();
        var list = servers.entrySet().stream()
                .map(s -> "  server " + s.getKey() + " 127.0.0.1:" + s.getValue() + " " + words + "\n")
                .collect(Collectors.joining());
        Files.writeString(folder.resolve("cfg"), """
                global
                  stats socket ipv4@127.0.0.1:%d level admin
                  stats socket %s/admin level admin
                  stats socket %s/user level user
                defaults
                  mode http
                  log stdout format raw local0
                  log-format "[%%tr] %%ST %%tsc %%s %%TR/%%Tw/%%Tc/%%Tr/%%Ta %%r"
                  retries 0
                  timeout connect 2s
                  timeout client 60s
                  timeout server 60s
                  timeout check 2s
                frontend web
                  bind 127.0.0.1:%d
                  default_backend shop
                backend shop
                  balance roundrobin
                  %s
                %s""".formatted(runtime, folder, folder, frontend, lines, list));
        var command = new ArrayList<String>(List.of(
                program().orElseThrow(), "-db", "-f", folder.resolve("cfg").toString()));
        if (withMaster) {
            command.addAll(List.of("-W", "-S", folder.resolve("master").toString()));
        }
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        return new RealHaproxy(folder, process, frontend, runtime);
    }

    /** Where visitors connect, on loopback. */
    public int port() {
        return frontend;
    }

    /** The runtime socket over TCP, as in a fleet document. */
    public String tcpEndpoint() {
        return "tcp://127.0.0.1:" + runtime;
    }

    /** The runtime socket in the file system, as in a fleet document. */
    public String unixEndpoint() {
        return "unix://" + folder + "/admin";
    }

    /** A runtime socket that may look, but change nothing. */
    public String readOnlyEndpoint() {
        return "unix://" + folder + "/user";
    }

    /** The master's socket. */
    public String masterEndpoint() {
        return "unix://" + folder + "/master";
    }

    /** Starts a new process with the same configuration; the old one ends when its last request does. */
    public void reload() throws IOException {
        sayToMaster("reload");
    }

    private String sayToMaster(String command) throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("master")))) {
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
            channel.shutdownOutput();
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Says something to the runtime socket, as a person would. */
    public String say(String command) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), runtime)) {
            socket.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What it said, without the requests that went as they should. */
    public List<String> troubled() throws IOException {
        try (var lines = Files.lines(folder.resolve("log"))) {
            return lines.filter(SOUND.asMatchPredicate().negate()).toList();
        }
    }

    @Override
    public void close() throws IOException {
        try (var below = process.descendants()) {
            var workers = below.toList();
            process.destroyForcibly();
            workers.forEach(ProcessHandle::destroyForcibly);
        }
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        for (var name : new String[] {"cfg", "log", "admin", "user", "master"}) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.deleteIfExists(folder);
    }

    private boolean answers() throws InterruptedException {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (process.isAlive() && System.nanoTime() < end) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), runtime), 1_000);
                return true;
            } catch (IOException _) {
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
        }
        return false;
    }

    private static Optional<String> program() {
        return Stream.of("/usr/sbin/haproxy", "/usr/bin/haproxy", "/usr/local/sbin/haproxy", "/usr/local/bin/haproxy")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst();
    }
}
