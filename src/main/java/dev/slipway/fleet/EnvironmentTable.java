package dev.slipway.fleet;

import dev.slipway.secret.SealedColumn;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The table {@code environment}: rows are added, and never changed. */
@Singleton
final class EnvironmentTable {
    /** What the files are sealed for, up to the fleet and the version's number. */
    static final String PURPOSE = "environment:";

    private static final String COLUMNS = "select id, number, sealed, changed_at, changed_by from environment ";

    private final DataSource database;
    private final DataSource engine;

    EnvironmentTable(DataSource database, @Identifier("engine") DataSource engine) {
        this.database = database;
        this.engine = engine;
    }

    /** Where the files are. */
    @Produces
    @Singleton
    static SealedColumn sealedFiles() {
        return new SealedColumn("environment", "id", "sealed", PURPOSE);
    }

    /**
     * One version as it is stored.
     *
     * @param id what it is sealed for
     */
    record Row(String id, int number, String sealed, Instant changedAt, String changedBy) {
        static String id(String fleet, int number) {
            return fleet + "/" + number;
        }
    }

    /** In the caller's transaction. */
    Optional<Row> newest(String fleet) {
        try (var connection = database.getConnection();
                var query = connection.prepareStatement(COLUMNS + "where fleet = ? order by number desc limit 1")) {
            query.setString(1, fleet);
            return rows(query).stream().findFirst();
        } catch (SQLException e) {
            throw new IllegalStateException("the environment could not be read", e);
        }
    }

    /** In the caller's transaction. */
    void add(String fleet, Row row) {
        var sql = "insert into environment (fleet, number, sealed, changed_at, changed_by) values (?, ?, ?, ?, ?)";
        try (var connection = database.getConnection();
                var insert = connection.prepareStatement(sql)) {
            insert.setString(1, fleet);
            insert.setInt(2, row.number());
            insert.setString(3, row.sealed());
            insert.setObject(4, row.changedAt().atOffset(ZoneOffset.UTC));
            insert.setString(5, row.changedBy());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the environment could not be stored", e);
        }
    }

    /**
     * The newest, and these, newest first; for a deployment, which must not wait for pages to give their database
     * connections back.
     */
    List<Row> newestAnd(String fleet, int newest, List<Integer> numbers) throws SQLException {
        var sql = COLUMNS + "where fleet = ? and (number = any (?) or number > (select max(number) - ? from environment"
                + " where fleet = ?)) order by number desc";
        try (var connection = engine.getConnection();
                var query = connection.prepareStatement(sql)) {
            query.setString(1, fleet);
            query.setArray(2, connection.createArrayOf("int", numbers.toArray()));
            query.setInt(3, newest);
            query.setString(4, fleet);
            return rows(query);
        }
    }

    private static List<Row> rows(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            var rows = new ArrayList<Row>();
            while (row.next()) {
                rows.add(new Row(
                        row.getString(1),
                        row.getInt(2),
                        row.getString(3),
                        row.getObject(4, OffsetDateTime.class).toInstant(),
                        row.getString(5)));
            }
            return rows;
        }
    }
}
