package dev.slipway.real;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Slipway as a process of its own, from the packaged program, on the loopback and a free port. {@link #close} ends it,
 * and the PostgreSQL of its own that a killed one leaves behind.
 */
public final class SlipwayProcess implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("Listening on: http://[^:]+:([0-9]+)");
    private static final Duration TO_START = Duration.ofSeconds(90);

    private final Path home;
    private final Path log;
    private final Process process;
    private @Nullable SlipwayClient client;

    private final Process guard;

    private SlipwayProcess(Path home, Path log, Process process) throws IOException {
        this.home = home;
        this.log = log;
        this.process = process;
        guard = guard();
    }

    /**
     * A process that ends Slipway, and the PostgreSQL in its home, when these tests are killed: its input ends with
     * them. Both are told from a later process of the same number by the home in their command lines.
     */
    private Process guard() throws IOException {
        var script = """
                trap '' HUP INT TERM
                read -r nothing
                for pid in "$1" "$(head -n 1 "$2/db/postmaster.pid" 2>/dev/null)"; do
                    if tr '\\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -e "$2"; then
                        kill -9 "$pid"
                    fi
                done
                """;
        return new ProcessBuilder("sh", "-c", script, "guard", Long.toString(process.pid()), home.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /**
     * Starts one and does not wait for it.
     *
     * @param folder where its home and its logs are, one for each start
     * @param settings as in {@code application.properties}; without a datasource it has a PostgreSQL of its own
     */
    public static SlipwayProcess launch(Path folder, Map<String, String> settings) throws IOException {
        return launch(folder, settings, List.of(StartCache.option(program())));
    }

    /** Likewise, with these options for the JVM. */
    static SlipwayProcess launch(Path folder, Map<String, String> settings, List<String> options) throws IOException {
        var home = Files.createDirectories(folder.resolve("home"));
        var log = freeLog(folder);
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx320m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dquarkus.http.port=0",
                "-Dslipway.home=" + home));
        command.addAll(options);
        if (!settings.containsKey("slipway.access.open")) {
            command.add("-Dslipway.access.open=true");
        }
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-jar", program().toString()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().keySet().removeIf(name -> name.startsWith("SLIPWAY_") || name.startsWith("QUARKUS_"));
        return new SlipwayProcess(home, log, builder.start());
    }

    private static Path freeLog(Path folder) {
        for (var start = 1; ; start++) {
            var log = folder.resolve("slipway-" + start + ".log");
            if (!Files.exists(log)) {
                return log;
            }
        }
    }

    /** Starts one and waits until it is ready. */
    public static SlipwayProcess start(Path folder, Map<String, String> settings)
            throws IOException, InterruptedException {
        var started = launch(folder, settings);
        try {
            started.awaitReady();
            return started;
        } catch (IOException | InterruptedException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /** Waits until it says that it is ready. */
    public void awaitReady() throws IOException, InterruptedException {
        var end = System.nanoTime() + TO_START.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            var found = PORT.matcher(log());
            if (found.find()) {
                client = new SlipwayClient(URI.create("http://127.0.0.1:" + found.group(1)));
                if (api().ready()) {
                    return;
                }
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
        throw new IOException("Slipway did not start:\n" + log());
    }

    /** Its HTTP interface. */
    public SlipwayClient api() {
        var known = client;
        if (known == null) {
            throw new IllegalStateException("It was never ready");
        }
        return known;
    }

    /** What it wrote so far. */
    public String log() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** Its home. */
    public Path home() {
        return home;
    }

    /** Whether it runs, or stands still. */
    public boolean alive() {
        return process.isAlive();
    }

    /** SIGKILL: at once, without a chance to do anything. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    /** SIGSTOP: it does nothing until {@link #thaw}, and does not know it. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** SIGTERM, and how long it took to end. Fails when it takes longer than this. */
    public Duration terminate(Duration atMost) throws IOException, InterruptedException {
        var begun = System.nanoTime();
        terminate();
        awaitEnd(atMost);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Waits for its end by itself, and answers its exit status. */
    public int awaitEnd(Duration atMost) throws IOException, InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("Slipway did not end within " + atMost + ":\n" + log());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        guard.destroyForcibly();
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            endDatabase();
        } catch (IOException | NumberFormatException _) {
            // the file went away: the database ended by itself
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The PostgreSQL in the home outlives a killed Slipway. Its children see that it is gone, and end. */
    private void endDatabase() throws IOException, InterruptedException {
        var pid = home.resolve("db/postmaster.pid");
        if (!Files.exists(pid)) {
            return;
        }
        var server = ProcessHandle.of(
                Long.parseLong(Files.readAllLines(pid).getFirst().strip()));
        if (server.isPresent()
                && server.get().info().command().orElse("postgres").contains("postgres")) {
            server.get().destroyForcibly();
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        var sent = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .inheritIO()
                .start()
                .waitFor();
        if (sent != 0) {
            throw new IOException("SIG" + name + " could not be sent to " + process.pid());
        }
    }

    private static Path program() {
        var built = Path.of(System.getProperty("slipway.project", "."), "target/quarkus-app/quarkus-run.jar");
        var program = Path.of(System.getProperty("slipway.app", built.toString()));
        if (Files.exists(program)) {
            return program;
        }
        var message = "The program is not built: mvn package makes " + program;
        return "required".equals(System.getProperty("slipway.real")) ? fail(message) : abort(message);
    }

    @Override
    public String toString() {
        return "process " + process.pid() + ", " + log;
    }
}
