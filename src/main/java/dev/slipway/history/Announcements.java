package dev.slipway.history;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Hears from PostgreSQL what any instance wrote, on a connection of its own that is made again when it is lost. It only
 * makes things quicker: whoever is woken by it also looks by himself.
 */
@ApplicationScoped
public class Announcements {
    private static final Logger LOG = Logger.getLogger(Announcements.class);
    private static final int BEFORE_DEPLOYMENTS = 50;
    private static final int LISTEN_MILLIS = 5_000;
    private static final long AGAIN_MILLIS = 1_000;
    private static final String DUE = "slipway_due";

    private final Config config;
    private final Wakes wakes;
    private final List<Runnable> onDue = new CopyOnWriteArrayList<>();
    private @Nullable Thread listener;
    private volatile @Nullable Connection open;
    private volatile boolean over;

    Announcements(Config config, Wakes wakes) {
        this.config = config;
        this.wakes = wakes;
    }

    /** Runs this whenever a deployment may have to be looked at now, because somebody asked or told something. */
    public void onDue(Runnable look) {
        onDue.add(look);
    }

    void start(@Observes @Priority(BEFORE_DEPLOYMENTS) StartupEvent event) {
        listener = Thread.ofPlatform().daemon().name("announcements").start(this::listen);
    }

    void stop(@Observes ShutdownEvent event) {
        over = true;
        var present = open;
        if (present != null) {
            closeQuietly(present);
        }
        if (listener != null) {
            listener.interrupt();
        }
    }

    private void listen() {
        var told = false;
        while (!over) {
            try (var connection = connect()) {
                open = connection;
                if (told) {
                    LOG.info("Hears from the other instances again");
                    told = false;
                }
                lookAtAll(); // what was announced while nobody listened
                hear(connection);
            } catch (SQLException e) {
                if (!told && !over) {
                    LOG.warnf("Hears nothing from other instances and looks each second instead: %s", e.getMessage());
                    told = true;
                }
                pause();
            }
        }
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", text("quarkus.datasource.username"));
        properties.setProperty("password", text("quarkus.datasource.password"));
        properties.setProperty("ApplicationName", "slipway announcements");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        var connection = DriverManager.getConnection(text("quarkus.datasource.jdbc.url"), properties);
        try (var statement = connection.createStatement()) {
            statement.execute("listen slipway_changed");
            statement.execute("listen " + DUE);
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    private void hear(Connection connection) throws SQLException {
        var postgres = connection.unwrap(PGConnection.class);
        while (!over) {
            var heard = postgres.getNotifications(LISTEN_MILLIS);
            if (heard == null || heard.length == 0) {
                ask(connection);
                continue;
            }
            var due = false;
            for (var one : heard) {
                due |= one.getName().equals(DUE);
                wakes.wake(Long.parseLong(one.getParameter()));
            }
            if (due) {
                onDue.forEach(Runnable::run);
            }
        }
    }

    /** Silence may be a dead connection. */
    private static void ask(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select 1");
        }
    }

    private void lookAtAll() {
        wakes.wakeAll();
        onDue.forEach(Runnable::run);
    }

    private void pause() {
        try {
            Thread.sleep(AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            over = true;
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debugf("The connection for announcements was lost: %s", e.getMessage());
        }
    }

    private String text(String property) {
        return config.getOptionalValue(property, String.class).orElse("");
    }
}
