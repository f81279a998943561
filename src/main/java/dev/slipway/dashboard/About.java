package dev.slipway.dashboard;

import dev.slipway.audit.AuditTrail;
import dev.slipway.history.Sql;
import dev.slipway.release.ReleaseConfig;
import dev.slipway.secret.Secrets;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/** What this installation is, for whoever runs it: nothing in it is secret. */
@ApplicationScoped
class About {
    private static final String INSTANCES = "select coalesce(host(client_addr), 'local'), backend_start::text"
            + " from pg_stat_activity where datname = current_database() and application_name = 'slipway announcements'"
            + " order by backend_start";

    private final DataSource database;
    private final Secrets secrets;
    private final AuditTrail trail;
    private final ReleaseConfig release;
    private final Config config;

    About(DataSource database, Secrets secrets, AuditTrail trail, ReleaseConfig release, Config config) {
        this.database = database;
        this.secrets = secrets;
        this.trail = trail;
        this.release = release;
        this.config = config;
    }

    /** One line. */
    record Fact(String name, String value) {}

    /**
     * All of it.
     *
     * @param warning what is to be done; empty when nothing is
     */
    record Shown(
            List<Fact> program,
            List<Fact> database,
            List<Fact> instances,
            List<Fact> limits,
            String head,
            String warning) {}

    Shown look() {
        var key = secrets.state();
        return new Shown(
                List.of(
                        new Fact("Slipway", text("quarkus.application.version")),
                        new Fact("Java", Runtime.version().toString()),
                        new Fact("Secret key", key.id() + ", seals " + key.sealed() + " secrets"),
                        new Fact("Reached at", text("slipway.public-url"))),
                facts("select 'PostgreSQL', current_setting('server_version') union all"
                        + " select 'Database', current_database() union all"
                        + " select 'Size', pg_size_pretty(pg_database_size(current_database())) union all"
                        + " select 'Schema', (select max(version::int) from flyway_schema_history where success)::text"
                        + " union all select 'Installation', id from installation"),
                facts(INSTANCES),
                limits(),
                trail.newest(),
                key.others() == 0
                        ? ""
                        : key.others() + " secrets were sealed with a key that is not here: start once with it as"
                                + " slipway.secret-key-old, or store them again.");
    }

    private List<Fact> limits() {
        return List.of(
                new Fact("Largest artifact", size(release.maxBytes())),
                new Fact("Largest artifact, unpacked", size(release.maxUnpackedBytes())),
                new Fact("Most entries of an artifact", Words.grouped((long) release.maxEntries())),
                new Fact("Database connections of pages", text("quarkus.datasource.jdbc.max-size")),
                new Fact("A session ends unused after", text("slipway.access.idle")),
                new Fact("A session ends after", text("slipway.access.absolute")),
                new Fact("A fresh proof holds", text("slipway.access.fresh-proof")),
                new Fact("Second factor", text("slipway.access.second-factor")));
    }

    private List<Fact> facts(String query) {
        try (var connection = database.getConnection()) {
            return new ArrayList<>(
                    Sql.list(connection, row -> new Fact(row.getString(1), String.valueOf(row.getString(2))), query));
        } catch (SQLException e) {
            throw new IllegalStateException("The database could not be asked about itself", e);
        }
    }

    private String text(String property) {
        return config.getOptionalValue(property, String.class).orElse("not set");
    }

    private static String size(MemorySize size) {
        return String.format(Locale.ROOT, "%.1f GiB", size.asLongValue() / (double) (1L << 30));
    }
}
