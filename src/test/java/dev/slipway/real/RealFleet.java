package dev.slipway.real;

import dev.slipway.LoopbackPorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** Servers under real {@code sshd} behind a real HAProxy, with releases of {@link SiteApp} to roll over them. */
public final class RealFleet implements AutoCloseable {
    private static final String PIPELINE = """
            shared: {files: [port]}
            migrate: {name: schema, run: sh bin/migrate}
            activate:
              - {name: restart, run: sh bin/restart}
            """;

    private final List<RealSshd> servers = new ArrayList<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final RealHaproxy haproxy;

    /** Starts it in this folder; nothing is deployed yet. */
    public RealFleet(Path folder, int nodes) throws IOException, InterruptedException {
        for (var i = 1; i <= nodes; i++) {
            var name = "web-" + i;
            var server = RealSshd.start(Files.createDirectory(folder.resolve(name)));
            servers.add(server);
            var port = LoopbackPorts.free();
            ports.put(name, port);
            var shared = Files.createDirectories(server.home().resolve("shop/shared"));
            Files.writeString(shared.resolve("port"), Integer.toString(port));
        }
        haproxy = RealHaproxy.checking(ports);
    }

    /** Where visitors connect. */
    public int port() {
        return haproxy.port();
    }

    /** Where the applications listen, by the names of their nodes. */
    public Map<String, Integer> ports() {
        return Map.copyOf(ports);
    }

    /** The servers, in the order of their names. */
    public List<RealSshd> servers() {
        return List.copyOf(servers);
    }

    /** The balancer. */
    public RealHaproxy haproxy() {
        return haproxy;
    }

    /** The fleet document. {@code more} is appended as it is. */
    public String document(String name, String more) {
        return document(name, PIPELINE, more);
    }

    /**
     * Likewise, with this pipeline.
     *
     * @param pipeline its fields as YAML
     */
    public String document(String name, String pipeline, String more) {
        var nodes = new StringBuilder();
        var index = 0;
        for (var member : ports.entrySet()) {
            var server = servers.get(index++);
            nodes.append("""
                      - name: %s
                        host: 127.0.0.1
                        port: %d
                        user: %s
                        hostKey: "%s"
                        keyFile: "%s"
                        healthPort: %d
                        members: {edge: %s}
                    """.formatted(
                            member.getKey(),
                            server.port(),
                            server.user(),
                            server.hostKey(),
                            server.home().resolveSibling("user"),
                            member.getValue(),
                            member.getKey()));
        }
        return """
                fleet: %s
                application: shop
                environment: production
                pipeline:
                %s
                deployPath: shop
                ssh: {user: deploy, keyFile: /unused}
                balancers:
                  edge: {driver: haproxy, endpoints: ["%s"], backend: %s}
                health:
                  http: {path: /health, port: 1, via: ssh, status: 200, version: {json: /version}}
                  interval: 20ms
                  consecutive: 2
                  timeout: 20s
                  process: {pidFile: shared/pid}
                %s
                nodes:
                %s""".formatted(
                name, pipeline.indent(2).stripTrailing(), haproxy.tcpEndpoint(), RealHaproxy.BACKEND, more, nodes);
    }

    /** A release of the site. {@code health} is the status that its health address answers, by node folder. */
    public static byte[] release(String version, int health, String migrate) throws IOException {
        return release(version, health, Map.of("bin/migrate", migrate));
    }

    /** Likewise, with these files besides. */
    public static byte[] release(String version, int health, Map<String, String> more) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var classes = Path.of(System.getProperty("slipway.project"), "target", "test-classes");
        var restart = """
                cd "$SLIPWAY_SHARED_PATH" || exit 1
                if [ -s pid ]; then
                  kill "$(cat pid)" 2>/dev/null
                  while kill -0 "$(cat pid)" 2>/dev/null; do sleep 0.02; done
                fi
                setsid '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx32m -cp '%s' dev.slipway.real.SiteApp "$(cat port)" '%s' %d \\
                  </dev/null >site.log 2>&1 &
                echo $! >pid
                """.formatted(java, classes, version, health);
        var files = new LinkedHashMap<>(more);
        files.put("bin/restart", restart);
        files.put("VERSION", version);
        return archive(files);
    }

    private static byte[] archive(Map<String, String> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
            for (var file : files.entrySet()) {
                var content = file.getValue().getBytes(StandardCharsets.UTF_8);
                var entry = new TarArchiveEntry(file.getKey());
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** Which version the node's link names; null when there is none. */
    public String current(int index) throws IOException {
        return Files.readSymbolicLink(servers.get(index).home().resolve("shop/current"))
                .getFileName()
                .toString();
    }

    /** HAProxy's line of this server in {@code show servers state}, in words: 5 is how it runs, 6 what people want. */
    public String[] state(String server) throws IOException {
        return haproxy.say("show servers state " + RealHaproxy.BACKEND)
                .lines()
                .filter(line -> line.contains(" " + server + " "))
                .findFirst()
                .orElseThrow()
                .split(" ", -1);
    }

    /** Whether HAProxy sends visitors there. */
    public boolean inService(String server) throws IOException {
        var words = state(server);
        return words[5].equals("2") && words[6].equals("0");
    }

    @Override
    public void close() throws IOException {
        for (var server : servers) {
            var pid = server.home().resolve("shop/shared/pid");
            if (Files.exists(pid)) {
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
            server.close();
        }
        haproxy.close();
    }
}
