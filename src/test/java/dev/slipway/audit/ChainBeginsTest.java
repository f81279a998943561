package dev.slipway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.TestDatabase;
import dev.slipway.audit.AuditTrail.Verdict;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Rows from before there was a chain are its beginning: the hashes of the migration and of the program agree. */
class ChainBeginsTest {
    @Test
    void rows_that_were_there_before_are_chained_by_the_migration() throws SQLException {
        var settings = TestDatabase.fresh();
        var database = new PGSimpleDataSource();
        database.setUrl(settings.get("quarkus.datasource.jdbc.url"));
        database.setUser(settings.get("quarkus.datasource.username"));
        database.setPassword(settings.get("quarkus.datasource.password"));
        Flyway.configure().dataSource(database).target("6").load().migrate();
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("insert into audit (at, actor, action, subject, detail) values"
                    + " ('2026-11-20 13:00:00.123456+00', 'mira', 'fleet.create', 'fleet:größe', '3 nodes'),"
                    + " ('2026-11-20 13:00:00+02', 'api', 'key.put', 'key:x', ''),"
                    + " ('1969-12-31 23:59:59.999999+00', 'api', '日本', '1:2', '-')");
        }
        Flyway.configure().dataSource(database).load().migrate();

        var verdict = new AuditTrail(database).verify();
        assertThat(verdict).isInstanceOf(Verdict.Whole.class);
        assertThat(((Verdict.Whole) verdict).rows()).isEqualTo(3);
    }
}
