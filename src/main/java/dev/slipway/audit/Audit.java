package dev.slipway.audit;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** Who did what: rows that can be added and neither changed nor removed. */
@ApplicationScoped
public class Audit {
    private final DataSource database;
    private final InstantSource clock;

    Audit(DataSource database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Adds a row, in the caller's transaction if there is one.
     *
     * @param actor who, e.g. {@code token:bootstrap}
     * @param action what, e.g. {@code fleet.replace}
     * @param subject on what, e.g. {@code fleet:shop-production}
     * @param detail one line for people, without secrets
     */
    public void record(String actor, String action, String subject, String detail) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into audit (at, actor, action, subject, detail) values (?, ?, ?, ?, ?)")) {
            insert.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
            insert.setString(2, actor);
            insert.setString(3, action);
            insert.setString(4, subject);
            insert.setString(5, detail);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the audit could not be written", e);
        }
    }
}
