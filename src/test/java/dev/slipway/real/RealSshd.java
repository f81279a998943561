package dev.slipway.real;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.slipway.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real OpenSSH server on the loopback, as the present user, with a home folder of its own: so several of them stand
 * for several servers. Closing it ends it and everything that it started.
 */
public final class RealSshd implements AutoCloseable {
    private static final List<String> PLACES = List.of("/usr/sbin/sshd", "/usr/local/sbin/sshd", "/sbin/sshd");

    private final Path folder;
    private final Path home;
    private final int port;
    private final String hostKey;
    private final String privateKey;
    private volatile Process process;

    private RealSshd(Path folder, int port, Process process) throws IOException {
        this.folder = folder;
        this.home = folder.resolve("home");
        this.port = port;
        this.process = process;
        String[] words = Files.readString(folder.resolve("host.pub")).strip().split(" ", -1);
        this.hostKey = words[0] + " " + words[1];
        this.privateKey = Files.readString(folder.resolve("user"));
    }

    /**
     * Starts one in this folder, which must exist.
     *
     * @param more further lines for {@code sshd_config}
     */
    public static RealSshd start(Path folder, String... more) throws IOException, InterruptedException {
        String sshd = program();
        keyPair(folder.resolve("host"));
        keyPair(folder.resolve("user"));
        Files.copy(folder.resolve("user.pub"), folder.resolve("authorized_keys"));
        Files.createDirectories(folder.resolve("home"));
        int port = LoopbackPorts.free();
        Files.writeString(folder.resolve("sshd_config"), config(folder, port, more));
        if (System.getProperty("user.name", "").equals("root")) {
            Files.createDirectories(
                    Path.of("/run/sshd"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        var server = new RealSshd(folder, port, listen(sshd, folder));
        server.awaitReady();
        return server;
    }

    private static Process listen(String sshd, Path folder) throws IOException {
        return new ProcessBuilder(
                        sshd, "-D", "-e", "-f", folder.resolve("sshd_config").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("sshd.log").toFile()))
                .start();
    }

    /** The login's home on this server. */
    public Path home() {
        return home;
    }

    /** Where it listens, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** The server's key in OpenSSH form. */
    public String hostKey() {
        return hostKey;
    }

    /** The private key that may log in. */
    public String privateKey() {
        return privateKey;
    }

    /** The login's name. */
    public String user() {
        return System.getProperty("user.name", "");
    }

    /** What the server wrote. */
    public String log() throws IOException {
        return Files.readString(folder.resolve("sshd.log"));
    }

    /** Kills the processes of all present connections, as a crashed network would; the server lives on. */
    public void killSessions() {
        process.children().forEach(RealSshd::killTree);
    }

    /** Kills the server with all its connections, and starts it again at the same port. */
    public void restart() throws IOException, InterruptedException {
        stop();
        begin();
    }

    /** Kills the server with all its connections; what it started detached lives on. */
    public void stop() throws InterruptedException {
        Process old = process;
        List<ProcessHandle> sessions = old.children().toList();
        old.destroyForcibly();
        sessions.forEach(RealSshd::killTree);
        old.waitFor(10, TimeUnit.SECONDS);
    }

    /** Starts it again at the same port. */
    public void begin() throws IOException, InterruptedException {
        process = listen(program(), folder);
        awaitReady();
    }

    @Override
    public void close() {
        try (var all = process.descendants()) {
            List<ProcessHandle> below = all.toList();
            process.destroyForcibly();
            below.forEach(ProcessHandle::destroyForcibly);
        }
        leftovers().forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Processes of Slipway's helper that live on for this server's home. */
    public List<ProcessHandle> leftovers() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(process -> process.info()
                            .arguments()
                            .map(arguments -> Stream.of(arguments).anyMatch(one -> one.startsWith(home.toString())))
                            .orElse(false))
                    .toList();
        }
    }

    private static void killTree(ProcessHandle handle) {
        // The server's part of a session only; jobs were detached and are no longer below it.
        try (var below = handle.descendants()) {
            below.toList().forEach(ProcessHandle::destroyForcibly);
        }
        handle.destroyForcibly();
    }

    private static String program() {
        for (String place : PLACES) {
            if (Files.isExecutable(Path.of(place))) {
                return place;
            }
        }
        String message = "sshd is not installed (Debian: openssh-server)";
        if ("required".equals(System.getProperty("slipway.real"))) {
            return fail(message);
        }
        return abort(message);
    }

    private static void keyPair(Path file) throws IOException, InterruptedException {
        Process made = new ProcessBuilder(
                        "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", file.toString())
                .redirectErrorStream(true)
                .start();
        made.getOutputStream().close();
        String said = new String(made.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (made.waitFor() != 0) {
            throw new IOException("ssh-keygen: " + said);
        }
    }

    private static String config(Path folder, int port, String... more) {
        return """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %s/host
                PidFile none
                AuthorizedKeysFile %s/authorized_keys
                StrictModes no
                UsePAM no
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                PermitRootLogin prohibit-password
                PermitUserEnvironment no
                PrintMotd no
                MaxStartups 200:30:400
                UseDNS no
                LogLevel INFO
                SetEnv HOME=%s/home
                """.formatted(port, folder, folder, folder) + String.join("\n", more) + "\n";
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (true) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(2000);
                if (socket.getInputStream().read() == 'S') {
                    return;
                }
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("sshd did not start: " + log(), e);
                }
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
