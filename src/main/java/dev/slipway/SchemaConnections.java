package dev.slipway;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Gives the migrations of the schema connections of their own. Those of the pool give up when the database says nothing
 * for seconds, and a statement that rebuilds a large table says nothing for minutes.
 */
@Singleton
final class SchemaConnections implements FlywayConfigurationCustomizer {
    private static final int SECONDS_TO_CONNECT = 5;
    private final Config config;

    SchemaConnections(Config config) {
        this.config = config;
    }

    @Override
    public void customize(FluentConfiguration configuration) {
        var source = new PGSimpleDataSource();
        source.setUrl(config.getValue("quarkus.datasource.jdbc.url", String.class));
        config.getOptionalValue("quarkus.datasource.username", String.class).ifPresent(source::setUser);
        config.getOptionalValue("quarkus.datasource.password", String.class).ifPresent(source::setPassword);
        source.setConnectTimeout(SECONDS_TO_CONNECT);
        // A peer that is gone without a word is noticed by the kernel.
        source.setTcpKeepAlive(true);
        configuration.dataSource(source);
    }
}
