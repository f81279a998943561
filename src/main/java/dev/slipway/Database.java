package dev.slipway;

import org.jboss.logging.Logger;

/** The PostgreSQL that Slipway works on: one that the operator named, or one of its own. */
final class Database {
    private static final Logger LOG = Logger.getLogger(Database.class);

    private final String description;
    private final Runnable stop;

    private Database(String description, Runnable stop) {
        this.description = description;
        this.stop = stop;
    }

    /** Returns when a login worked, with everything set that Quarkus needs to connect. */
    static Database open(Settings settings) throws StartRefused {
        settings.transport().check();
        System.setProperty("slipway.home", settings.home().toString());
        if (settings.url().isPresent()) {
            return named(settings, settings.url().get());
        }
        return embedded(settings);
    }

    private static Database named(Settings settings, String url) throws StartRefused {
        JdbcLogin login = new JdbcLogin(
                url, settings.username().orElse(null), settings.password().orElse(null));
        login.tryOnce();
        Uploads.sweep(settings.home());
        return new Database("PostgreSQL at " + login.publicUrl(), () -> {});
    }

    private static Database embedded(Settings settings) throws StartRefused {
        Home home = Home.take(settings.home());
        Uploads.sweep(settings.home());
        EmbeddedDatabase started = EmbeddedDatabase.start(home);
        System.setProperty("quarkus.datasource.jdbc.url", started.url());
        System.setProperty("quarkus.datasource.username", EmbeddedDatabase.USER);
        System.setProperty("quarkus.datasource.password", started.password());
        return new Database("embedded PostgreSQL, data in " + home.database(), started::close);
    }

    /** One line in the log that says which database this is. */
    void announce() {
        LOG.infof("Database: %s", description);
    }

    void close() {
        stop.run();
    }
}
