package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/**
 * Goal: a long migration of the schema is not cut off by the limit that holds for everything else.
 *
 * <p>Method: asks a connection of each kind how long it lets the database be silent.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class SchemaConnectionsTest {
    @Inject
    Flyway flyway;

    @Inject
    DataSource pool;

    @Test
    void a_migration_may_take_as_long_as_it_takes() throws Exception {
        try (var migrating = flyway.getConfiguration().getDataSource().getConnection();
                var usual = pool.getConnection()) {
            assertThat(migrating.getNetworkTimeout()).isZero();
            assertThat(usual.getNetworkTimeout()).isEqualTo(10_000);
        }
    }
}
