package dev.slipway.engine;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** A small connection pool of the scheduler's own, so that a busy dashboard cannot starve heartbeats. */
@ApplicationScoped
class SchedulerPool {
    private static final int CONNECTIONS = 4;
    private static final int VALIDATION_SECONDS = 2;
    private final Config config;
    private @Nullable AgroalDataSource pool;

    SchedulerPool(Config config) {
        this.config = config;
    }

    DataSource open() {
        try {
            var settings = new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(p -> p.maxSize(CONNECTIONS)
                            .acquisitionTimeout(Duration.ofSeconds(5))
                            // A database that was away leaves dead connections behind: none of them is lent again.
                            .connectionValidator(c -> alive(c))
                            .validateOnBorrow(true)
                            .exceptionSorter(new PostgreSQLExceptionSorter())
                            .connectionFactoryConfiguration(f -> f.jdbcUrl(text("quarkus.datasource.jdbc.url"))
                                    .principal(new NamePrincipal(text("quarkus.datasource.username")))
                                    .credential(new SimplePassword(text("quarkus.datasource.password")))
                                    .jdbcProperty("socketTimeout", "10")
                                    .jdbcProperty("connectTimeout", "5")));
            var made = AgroalDataSource.from(settings);
            pool = made;
            return made;
        } catch (SQLException e) {
            throw new IllegalStateException("The scheduler's connection pool could not be made", e);
        }
    }

    private static boolean alive(Connection connection) {
        try {
            return connection.isValid(VALIDATION_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    private String text(String property) {
        return config.getOptionalValue(property, String.class).orElse("");
    }

    void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
