package dev.slipway;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code initdb} and {@code pg_ctl}. PostgreSQL refuses to run as root, so there it gets a user namespace, in
 * which root's files stay reachable but the user is nobody.
 *
 * @param bin the folder of the programs
 * @param output where their output goes; the last run's only
 */
record PostgresPrograms(Path bin, Path output) {
    private static final long LIMIT_SECONDS = 60;

    /** Runs one program to its end. */
    void run(String program, List<String> arguments) throws IOException, StartRefused, InterruptedException {
        List<String> command = new ArrayList<>(prefix());
        command.add(bin.resolve(program).toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile()); // not a pipe: the server would keep it open
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new StartRefused("the embedded PostgreSQL's " + program + " did not end within " + LIMIT_SECONDS
                    + " s. See " + output + ".");
        }
        if (process.exitValue() != 0) {
            throw new StartRefused("the embedded PostgreSQL's " + program + " ended with " + process.exitValue() + ": "
                    + lastLine() + hint());
        }
    }

    private static List<String> prefix() throws IOException {
        return isRoot() ? List.of("unshare", "-U") : List.of();
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static String hint() throws IOException {
        return isRoot()
                ? ". As root it needs user namespaces (unshare -U): start Slipway as another user, or set quarkus.datasource.jdbc.url."
                : ". See the log files in slipway.home, or set quarkus.datasource.jdbc.url to a PostgreSQL of your own.";
    }

    private String lastLine() throws IOException {
        return Files.readString(output).strip().lines().reduce("", (_, line) -> line);
    }
}
