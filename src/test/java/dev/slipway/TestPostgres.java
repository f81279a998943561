package dev.slipway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A PostgreSQL for one test, which may be stopped as by a crash and started again on the same port. */
public final class TestPostgres implements AutoCloseable {
    private final EmbeddedDatabase server;
    private final Home home;
    private final PostgresPrograms programs;

    /** Starts one in this folder. */
    public TestPostgres(Path folder) throws Exception {
        home = Home.take(folder);
        server = EmbeddedDatabase.start(home);
        programs = new PostgresPrograms(
                PostgresBinaries.unpack(home.folder().resolve("postgres")).resolve("bin"),
                home.folder().resolve("test-control.log"));
    }

    /** The settings that lead to it. */
    public Map<String, String> settings() {
        return Map.of(
                "quarkus.datasource.jdbc.url", server.url(),
                "quarkus.datasource.username", EmbeddedDatabase.USER,
                "quarkus.datasource.password", server.password());
    }

    /** Ends it as a crash would: sessions are cut, nothing is tidied up. */
    public void crash() throws Exception {
        programs.run("pg_ctl", List.of("stop", "-D", data(), "-m", "immediate", "-w", "-t", "30"));
    }

    /** Starts it again where it was. */
    public void startAgain() throws Exception {
        programs.run("pg_ctl", List.of("start", "-D", data(), "-w", "-t", "50", "-l", log(), "-o", options()));
    }

    private String options() throws IOException {
        var line = Files.readString(home.database().resolve("postmaster.opts")).strip();
        // The program's path, and what it was given: each word in quotes, which the shell of pg_ctl takes as they are.
        return line.substring(line.indexOf(' ') + 1).replaceFirst("\"-D\" \"[^\"]*\"", "");
    }

    private String log() {
        return home.folder().resolve("postgres.log").toString();
    }

    private String data() {
        return home.database().toString();
    }

    @Override
    public void close() {
        server.close();
    }
}
