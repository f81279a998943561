package dev.slipway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import org.jboss.logging.Logger;

/** A PostgreSQL of Slipway's own: durable, on loopback only, with a password that nobody needs to know. */
final class EmbeddedDatabase {
    static final String USER = "slipway";
    private static final Logger LOG = Logger.getLogger(EmbeddedDatabase.class);
    private static final int PASSWORD_BYTES = 24;
    private static final int PORTS_TO_TRY = 3;

    private final Home home;
    private final PostgresPrograms programs;
    private final String password;
    private int port;

    private EmbeddedDatabase(Home home, PostgresPrograms programs, String password) {
        this.home = home;
        this.programs = programs;
        this.password = password;
    }

    /** Starts on what the home has, or makes a new database there. A server that a killed Slipway left is stopped. */
    static EmbeddedDatabase start(Home home) throws StartRefused {
        try {
            Path binaries = PostgresBinaries.unpack(home.folder().resolve("postgres"));
            PostgresPrograms programs =
                    new PostgresPrograms(binaries.resolve("bin"), home.folder().resolve("postgres-control.log"));
            EmbeddedDatabase database = new EmbeddedDatabase(home, programs, password(home));
            new LeftServer(home.database()).stop(programs);
            database.makeData();
            database.launch();
            database.makeDatabase(USER);
            return database;
        } catch (IOException | SQLException e) {
            throw new StartRefused("the embedded PostgreSQL in " + home.folder() + " does not start: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartRefused("the start was interrupted.");
        }
    }

    String url() {
        return urlOf(USER);
    }

    String urlOf(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    String password() {
        return password;
    }

    /** Stops the server: sessions are ended, everything committed is on disk. */
    void close() {
        try {
            programs.run("pg_ctl", List.of("stop", "-D", data(), "-m", "fast", "-w", "-t", "30"));
        } catch (IOException | StartRefused e) {
            LOG.warnf(
                    "The embedded PostgreSQL did not stop cleanly and recovers at the next start: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes this database unless it is there. */
    void makeDatabase(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urlOf("postgres"), USER, password);
                Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("select 1 from pg_database where datname = '" + name + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("create database " + name);
        }
    }

    /** Into another folder first, so that a kill half-way leaves nothing that looks like data. */
    private void makeData() throws IOException, StartRefused, InterruptedException {
        if (Files.isDirectory(home.database())) {
            return;
        }
        Path half = home.folder().resolve("db.new");
        Folders.remove(half);
        programs.run(
                "initdb",
                List.of(
                        "-D",
                        half.toString(),
                        "-U",
                        USER,
                        "--pwfile",
                        passwordFile(home).toString(),
                        "--auth",
                        "scram-sha-256",
                        "--encoding",
                        "UTF8",
                        "--locale-provider",
                        "builtin",
                        "--builtin-locale",
                        "C.UTF-8",
                        "--no-locale"));
        Files.move(half, home.database(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void launch() throws IOException, StartRefused, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            port = LoopbackPorts.free();
            try {
                programs.run(
                        "pg_ctl",
                        List.of("start", "-D", data(), "-w", "-t", "50", "-l", log().toString(), "-o", options()));
                return;
            } catch (StartRefused e) {
                boolean portTaken = lastWords().contains("could not bind");
                if (!portTaken) {
                    throw new StartRefused(e.getMessage() + " Its log, " + log() + ", ends: " + lastWords());
                }
                if (attempt == PORTS_TO_TRY) {
                    throw e;
                }
            }
        }
    }

    private String options() {
        return String.join(
                " -c ",
                "-c listen_addresses=127.0.0.1",
                "port=" + port,
                "unix_socket_directories=",
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "max_connections=60",
                "log_timezone=UTC",
                "timezone=UTC");
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
        return String.join(" ", lines.subList(Math.max(0, lines.size() - 4), lines.size()));
    }

    private Path log() {
        return home.folder().resolve("postgres.log");
    }

    private String data() {
        return home.database().toString();
    }

    private static Path passwordFile(Home home) {
        return home.folder().resolve("database-password");
    }

    private static String password(Home home) throws IOException {
        Path file = passwordFile(home);
        if (!Files.exists(file) || Files.size(file) == 0) {
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    file, Base64.getUrlEncoder().withoutPadding().encodeToString(random), StandardOpenOption.SYNC);
        }
        return Files.readString(file).strip();
    }
}
