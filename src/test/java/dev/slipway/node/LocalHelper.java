package dev.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The node helper run right here, under one shell, with a home and a PATH of its own. */
public final class LocalHelper implements AutoCloseable {
    /** The fence that {@link #start} presents. */
    public static final String OWNER = "inst fleet 5-abc";

    /** How long anything may take before the test gives up. */
    public static final Duration SOON = Duration.ofSeconds(30);

    private final Path home;
    private final Path bin;
    private final Path copy;
    private final String path;
    private final AtomicInteger nonces = new AtomicInteger();

    /** A fresh home below this folder. */
    public LocalHelper(Path temp, String shell) throws IOException {
        this.home = Files.createDirectories(temp.resolve("home"));
        this.bin = Files.createDirectories(temp.resolve("bin"));
        this.copy = home.resolve("helper.sh");
        boolean alone = shell.equals("busybox");
        this.path = bin + (alone ? "" : ":" + System.getenv("PATH"));
        Path program = find(shell);
        if (program == null) {
            throw new IOException(shell + " is not installed");
        }
        if (alone) {
            new ProcessBuilder(program.toString(), "--install", "-s", bin.toString())
                    .start()
                    .onExit()
                    .join();
        } else {
            Files.createSymbolicLink(bin.resolve("sh"), program);
        }
        try (var in = Nodes.class.getResourceAsStream("helper.sh")) {
            Files.write(copy, in == null ? new byte[0] : in.readAllBytes());
        }
        Files.createDirectories(home.resolve("app/releases/1"));
        Files.createDirectories(home.resolve("app/releases/2"));
    }

    /** The shells that this machine has. */
    public static Stream<String> shells() {
        return Stream.of("dash", "bash", "busybox").filter(name -> find(name) != null);
    }

    /** The login's home. */
    public Path home() {
        return home;
    }

    /** First on the PATH of the helper; a shell with applets of its own does not look there. */
    public Path bin() {
        return bin;
    }

    /** Puts and starts a job. */
    public String start(String id, String script, int wait) throws IOException {
        return verb(
                "start " + OWNER + " " + id + " sum" + Integer.toHexString(script.hashCode()) + " deploy 1 " + wait,
                "app\nscript " + script.lines().count() + "\n" + script + "\nend\n");
    }

    /** Looks at a job. */
    public String stat(String id, int wait) throws IOException {
        return verb("stat " + id + " " + wait, "");
    }

    /** Waits until a job's status holds this text. */
    public void awaitStatus(String id, String text) {
        await(id + " to be " + text).atMost(SOON).until(() -> stat(id, 100).contains(text));
    }

    /** Waits until a file of the home is there. */
    public void awaitFile(String name) {
        await(name).atMost(SOON).until(() -> Files.exists(home.resolve(name)));
    }

    /** Runs a verb; the words are separated by single spaces. */
    public String verb(String words, String input) throws IOException {
        var arguments = new ArrayList<>(List.of("n" + nonces.incrementAndGet()));
        arguments.addAll(List.of(words.split(" ", -1)));
        return run(arguments, input);
    }

    /** Runs the helper with these arguments. */
    public String run(List<String> arguments, String input) throws IOException {
        var command = new ArrayList<>(List.of(bin.resolve("sh").toString(), copy.toString()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("PATH", path);
        Process process = builder.start();
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // it refused before it had read everything
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The folder of a job. */
    public Path job(String id) {
        return home.resolve(".slipway/jobs").resolve(id);
    }

    /** The words of a job's gate: pid, birth, boot, role. */
    public String[] gate(String id) throws IOException {
        return Files.readString(job(id).resolve("gate")).strip().split(" ", -1);
    }

    /** The job's supervisor. */
    public ProcessHandle supervisor(String id) throws IOException {
        return ProcessHandle.of(Long.parseLong(gate(id)[0])).orElseThrow();
    }

    /** Forgets a job and proves that nothing of it lies about but its tombstone. */
    public void acknowledge(String id) throws IOException {
        assertThat(verb("ack " + OWNER + " " + id, "")).contains("\nok\n");
        assertThat(job(id)).doesNotExist();
    }

    /** Proves that nothing is left running; ends what is. */
    @Override
    public void close() {
        try {
            await().atMost(SOON).untilAsserted(() -> assertThat(running().map(LocalHelper::line))
                    .isEmpty());
        } finally {
            running().forEach(ProcessHandle::destroyForcibly);
        }
    }

    private Stream<ProcessHandle> running() {
        return ProcessHandle.allProcesses()
                .filter(process -> line(process).contains(home.toString()))
                .toList()
                .stream();
    }

    private static String line(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }

    private static @Nullable Path find(String name) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            Path program = Path.of(folder, name);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        return null;
    }
}
