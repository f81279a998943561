package dev.slipway.release;

import io.quarkus.arc.DefaultBean;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL and an artifact folder that last as long as the tests. */
public final class ScratchPostgres implements QuarkusTestResourceLifecycleManager {
    private @Nullable EmbeddedPostgres postgres;

    @Override
    public Map<String, String> start() {
        try {
            EmbeddedPostgres started = EmbeddedPostgres.start();
            postgres = started;
            Path home = Files.createTempDirectory("slipway-test");
            return Map.of(
                    "quarkus.datasource.jdbc.url",
                    started.getJdbcUrl("postgres", "postgres"),
                    "quarkus.datasource.username",
                    "postgres",
                    "quarkus.datasource.password",
                    "postgres",
                    "quarkus.flyway.migrate-at-start",
                    "true",
                    "quarkus.http.test-port",
                    "0",
                    "slipway.home",
                    home.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try {
            if (postgres != null) {
                postgres.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stands in until the application has a clock of its own. */
    @Singleton
    static class FallbackClock {
        @Produces
        @DefaultBean
        @Singleton
        InstantSource clock() {
            return InstantSource.system();
        }
    }
}
