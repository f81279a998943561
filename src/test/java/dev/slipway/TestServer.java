package dev.slipway;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The PostgreSQL that all tests of one JVM share. */
record TestServer(String address, String password) {

    /** The server whose address is in this system property, started if there is none yet. */
    static TestServer shared(String property) throws Exception {
        if (System.getProperty(property) == null) {
            Path home = Files.createTempDirectory("slipway-test-postgres");
            EmbeddedDatabase started = EmbeddedDatabase.start(Home.take(home));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started, home)));
            System.setProperty(property + ".password", started.password());
            System.setProperty(property, started.urlOf(""));
        }
        return new TestServer(System.getProperty(property), System.getProperty(property + ".password"));
    }

    void makeDatabase(String name) throws SQLException {
        try (var connection = DriverManager.getConnection(url("postgres"), EmbeddedDatabase.USER, password);
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
    }

    String url(String database) {
        return address + database;
    }

    private static void end(EmbeddedDatabase started, Path home) {
        try {
            started.close();
            Folders.remove(home);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
