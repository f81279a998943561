package dev.slipway.history;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** Small connection pools for what must not wait behind people who look at pages. */
public final class OwnPool {
    private static final int VALIDATION_SECONDS = 2;

    private OwnPool() {}

    /** A pool of this many connections to Slipway's database; they are made when they are needed. */
    public static AgroalDataSource of(int connections, Config config) {
        try {
            return AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(p -> p.maxSize(connections)
                            .acquisitionTimeout(Duration.ofSeconds(5))
                            // A database that was away leaves dead connections behind: none of them is lent again.
                            .connectionValidator(OwnPool::alive)
                            .validateOnBorrow(true)
                            .exceptionSorter(new PostgreSQLExceptionSorter())
                            .connectionFactoryConfiguration(f -> f.jdbcUrl(text(config, "jdbc.url"))
                                    .principal(new NamePrincipal(text(config, "username")))
                                    .credential(new SimplePassword(text(config, "password")))
                                    .jdbcProperty("socketTimeout", "10")
                                    .jdbcProperty("connectTimeout", "5")
                                    .jdbcProperty("tcpKeepAlive", "true"))));
        } catch (SQLException e) {
            throw new IllegalStateException("A connection pool could not be made", e);
        }
    }

    private static boolean alive(Connection connection) {
        try {
            return connection.isValid(VALIDATION_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    private static String text(Config config, String property) {
        return config.getOptionalValue("quarkus.datasource." + property, String.class)
                .orElse("");
    }
}
