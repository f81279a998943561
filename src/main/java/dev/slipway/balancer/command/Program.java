package dev.slipway.balancer.command;

import dev.slipway.balancer.BalancerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the operator's program: {@code program [arguments…] act [member [weight]]}, without a shell, without input, and
 * with nothing of Slipway's own environment but the search path: that environment holds secrets.
 */
final class Program {
    /** "Busy, try again", as {@code sysexits.h} has it: EX_TEMPFAIL. */
    private static final int BUSY = 75;

    private static final int MOST_BYTES = 1 << 20;
    private static final int SHOWN = 300;
    private static final String FOLDER_SETTING = "slipway.balancer.commands";

    private final String balancer;
    private final Optional<Path> folder;
    private final String name;
    private final List<String> arguments;
    private final Duration timeout;

    Program(String balancer, Optional<Path> folder, String name, List<String> arguments, Duration timeout) {
        this.balancer = balancer;
        this.folder = folder;
        this.name = name;
        this.arguments = List.copyOf(arguments);
        this.timeout = timeout;
    }

    /** What it wrote to its standard output. */
    String run(String... act) throws BalancerException, InterruptedException {
        var tried = "running " + name + " " + String.join(" ", act);
        var command = new ArrayList<String>();
        command.add(file(tried).toString());
        command.addAll(arguments);
        command.addAll(List.of(act));
        var process = start(tried, command);
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            process.getOutputStream().close();
            var output = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), readers);
            var complaint = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), readers);
            var over = CompletableFuture.allOf(output, complaint, process.onExit());
            try {
                over.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                end(process); // whatever it left running holds its output open
            }
            return judge(tried, process.exitValue(), output.join(), complaint.join());
        } catch (TimeoutException e) {
            throw failure(
                    tried,
                    "no answer within " + timeout.toMillis() + " ms; it was ended",
                    "Find out what it waits for, or raise the balancer's timeout",
                    true);
        } catch (IOException | ExecutionException e) {
            throw failure(tried, String.valueOf(e.getMessage()), "Try the program by hand", true);
        }
    }

    private Path file(String tried) throws BalancerException {
        if (folder.isEmpty()) {
            throw failure(
                    tried,
                    FOLDER_SETTING + " is not set",
                    "Set " + FOLDER_SETTING + " to a folder that holds the program, and that only administrators"
                            + " of Slipway's server can write",
                    false);
        }
        var file = folder.get().resolve(name).toAbsolutePath();
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw failure(
                    tried,
                    Files.exists(file) ? file + " cannot be executed" : "there is no " + file,
                    "Put the program there and make it executable for Slipway's login",
                    false);
        }
        return file;
    }

    private Process start(String tried, List<String> command) throws BalancerException {
        var builder = new ProcessBuilder(command).directory(folder.orElseThrow().toFile());
        builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ"));
        builder.environment().putAll(Map.of("SLIPWAY_BALANCER", balancer));
        try {
            return builder.start();
        } catch (IOException e) {
            throw failure(tried, String.valueOf(e.getMessage()), "Check its first line, #!", false);
        }
    }

    private String judge(String tried, int exit, String output, String complaint) throws BalancerException {
        if (exit == 0) {
            return output;
        }
        var said = last(complaint.isBlank() ? output : complaint);
        throw failure(
                tried,
                "exit status " + exit + (said == null ? "" : ": " + said),
                exit == BUSY
                        ? "Nothing yet: " + BUSY + " says that the balancer is busy, so it is tried again"
                        : "Try the program by hand on Slipway's server; " + BUSY + " would say: try again",
                exit == BUSY);
    }

    private static @Nullable String last(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((_, later) -> later)
                .map(line -> line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line)
                .orElse(null);
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** What is beyond the limit is read and dropped, so that the program does not block on it. */
    private static String text(InputStream stream) {
        try (stream) {
            var bytes = stream.readNBytes(MOST_BYTES);
            stream.transferTo(java.io.OutputStream.nullOutputStream());
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it was ended
        }
    }

    private BalancerException failure(String tried, String answered, String next, boolean passing) {
        return BalancerException.of(balancer, tried, answered, next, passing);
    }
}
