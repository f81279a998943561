package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Goal: a database that was away does not stop the engine for good.
 *
 * <p>Method: the server ends a connection that lies in the pool; the next one that is lent must work.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@NullUnmarked // injected fields
class SchedulerPoolTest {
    @Inject
    Config config;

    @Inject
    DataSource other;

    @Test
    void lends_no_connection_that_died_in_the_pool() throws Exception {
        var pool = new SchedulerPool(config);
        try {
            var lending = pool.open();
            long before;
            try (var connection = lending.getConnection()) {
                before = number(connection, "select pg_backend_pid()");
            }
            end(before);

            try (var connection = lending.getConnection()) {
                assertThat(number(connection, "select pg_backend_pid()")).isNotEqualTo(before);
            }
        } finally {
            pool.close();
        }
    }

    private void end(long backend) throws SQLException {
        try (var connection = other.getConnection()) {
            assertThat(number(connection, "select pg_terminate_backend(" + backend + ", 5000)::int"))
                    .isEqualTo(1);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
