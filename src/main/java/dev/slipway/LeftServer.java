package dev.slipway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The PostgreSQL that a killed Slipway may have left running on this data. Only whoever holds the home may ask.
 *
 * @param data PostgreSQL's data folder
 */
record LeftServer(Path data) {
    private static final Logger LOG = Logger.getLogger(LeftServer.class);

    void stop(PostgresPrograms programs) throws IOException, StartRefused, InterruptedException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        String pid = Files.readString(pidFile).lines().findFirst().orElse("").strip();
        Path process = Path.of("/proc", pid);
        if (!pid.matches("[0-9]+") || !Files.exists(process)) {
            return; // PostgreSQL sees that itself, and also looks for remains of the dead server
        }
        if (isOurs(process)) {
            LOG.info("A killed Slipway left its PostgreSQL running; it is stopped first");
            programs.run("pg_ctl", List.of("stop", "-D", data.toString(), "-m", "fast", "-w", "-t", "30"));
        } else {
            // The number now belongs to another program, which PostgreSQL would take for a running server.
            Files.deleteIfExists(pidFile);
        }
    }

    /** A PostgreSQL server works in its data folder. */
    private boolean isOurs(Path process) {
        try {
            String command = new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.ISO_8859_1);
            return command.contains("postgres") && Files.isSameFile(process.resolve("cwd"), data);
        } catch (IOException _) {
            return false; // it ended meanwhile, or belongs to another user
        }
    }
}
