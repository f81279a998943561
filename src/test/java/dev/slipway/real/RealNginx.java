package dev.slipway.real;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real nginx on loopback, as the present user, whose one upstream is read from an include file; {@link #close} kills
 * it with all its workers.
 */
public final class RealNginx implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final Process process;

    private RealNginx(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** Skips the test where there is no nginx, or fails it with {@code -Dslipway.real=required}. */
    public static void mustBeThere() {
        if ("required".equals(System.getProperty("slipway.real"))) {
            assertTrue(program().isPresent(), "nginx is missing");
        }
        assumeTrue(program().isPresent(), "nginx is missing");
    }

    /**
     * Starts one in this folder, which must exist; when this returns it answers.
     *
     * @param ports of the servers, on loopback
     */
    public static RealNginx start(Path folder, Collection<Integer> ports) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/shop.conf"), servers(ports));
        var port = LoopbackPorts.free();
        // Visitors get a connection for each request: nginx closes idle ones when it reloads.
        Files.writeString(folder.resolve("nginx.conf"), """
                worker_processes 2;
                pid %1$s/pid;
                error_log %1$s/error.log notice;
                daemon off;
                events { worker_connections 256; }
                http {
                  access_log off;
                  keepalive_timeout 0;
                  lingering_timeout 100ms;
                  client_body_temp_path %1$s/t1;
                  proxy_temp_path %1$s/t2;
                  fastcgi_temp_path %1$s/t3;
                  uwsgi_temp_path %1$s/t4;
                  scgi_temp_path %1$s/t5;
                  upstream shop {
                    include %1$s/conf/*.conf;
                  }
                  server {
                    listen 127.0.0.1:%2$d;
                    location / {
                      proxy_pass http://shop;
                      proxy_next_upstream off;
                    }
                  }
                }
                """.formatted(folder, port));
        var process = new ProcessBuilder(
                        program().orElseThrow(),
                        "-e",
                        folder + "/error.log",
                        "-p",
                        folder.toString(),
                        "-c",
                        folder + "/nginx.conf")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        var nginx = new RealNginx(folder, port, process);
        nginx.awaitReady();
        return nginx;
    }

    private static String servers(Collection<Integer> ports) {
        return ports.stream().map(p -> "server 127.0.0.1:" + p + ";\n").collect(Collectors.joining());
    }

    /** Where visitors connect, on loopback. */
    public int port() {
        return port;
    }

    /** The include file. */
    public Path file() {
        return folder.resolve("conf/shop.conf");
    }

    /** The file with the number of its master process. */
    public Path pidFile() {
        return folder.resolve("pid");
    }

    /** The command that tests its configuration. */
    public String test() {
        return command("-t");
    }

    /** The command that reloads it. */
    public String reload() {
        return command("-s reload");
    }

    private String command(String what) {
        return program().orElseThrow() + " -q -e " + folder + "/error.log -p " + folder + " -c " + folder
                + "/nginx.conf " + what;
    }

    /** Writes all servers up into the include file and reloads, as configuration management would. */
    public void overwrite(Collection<Integer> ports) throws IOException, InterruptedException {
        Files.writeString(file(), servers(ports));
        reloadNow();
    }

    /** Reloads it, as a person would. */
    public void reloadNow() throws IOException, InterruptedException {
        var done = new ProcessBuilder("sh", "-c", reload())
                .redirectErrorStream(true)
                .start();
        var said = new String(done.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (done.waitFor() != 0) {
            throw new IOException(said);
        }
    }

    /** The processes of its workers. */
    public Stream<ProcessHandle> workers() {
        return process.children();
    }

    /** Kills it as a crash would, workers and all. */
    public void kill() {
        try (var all = process.descendants()) {
            var below = all.toList();
            process.destroyForcibly();
            below.forEach(ProcessHandle::destroyForcibly);
        }
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }

    private void awaitReady() throws IOException, InterruptedException {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (true) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    kill();
                    throw new IOException("nginx did not start: " + Files.readString(folder.resolve("out")), e);
                }
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    private static Optional<String> program() {
        return Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx", "/usr/local/bin/nginx")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst();
    }
}
