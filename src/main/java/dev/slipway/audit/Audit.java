package dev.slipway.audit;

import io.quarkus.arc.Arc;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Who did what: rows that can be added and neither changed nor removed, each of which seals the one before it.
 *
 * <p>The newest row's hash is locked until the transaction ends, so rows are made one after the other, also by several
 * instances. Record last in a transaction: others wait for it.
 */
@ApplicationScoped
public class Audit {
    private final DataSource database;
    private final InstantSource clock;
    private final Whereabouts whereabouts;

    Audit(DataSource database, InstantSource clock, Whereabouts whereabouts) {
        this.database = database;
        this.clock = clock;
        this.whereabouts = whereabouts;
    }

    /**
     * Adds a row, in the caller's transaction if there is one.
     *
     * @param actor who, e.g. {@code token:bootstrap}
     * @param action what, e.g. {@code fleet.replace}
     * @param subject on what, e.g. {@code fleet:shop-production}
     * @param detail one line for people, without secrets
     */
    @Transactional
    public void record(String actor, String action, String subject, String detail) {
        record(Change.of(actor, action, subject, detail));
    }

    /** As above, with what was before and after. */
    @Transactional
    public void record(Change change) {
        try (Connection connection = database.getConnection()) {
            record(connection, change);
        } catch (SQLException e) {
            throw new IllegalStateException("the audit could not be written", e);
        }
    }

    /** Adds a row in the transaction of this connection. */
    public void record(Connection connection, Change told) throws SQLException {
        var change = storable(told);
        var at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var address = Arc.container().requestContext().isActive() ? whereabouts.address() : "";
        try (var head = connection.prepareStatement("select hash from audit_head for update");
                var insert = connection.prepareStatement(
                        "insert into audit (at, actor, action, subject, detail, address, before, after, previous, hash)"
                                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id");
                var move = connection.prepareStatement("update audit_head set id = ?, hash = ?")) {
            String previous;
            try (var row = head.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("the audit has lost its head");
                }
                previous = row.getString(1);
            }
            var hash = Link.hash(previous, at, change, address);
            insert.setObject(1, at.atOffset(ZoneOffset.UTC));
            insert.setString(2, change.actor());
            insert.setString(3, change.action());
            insert.setString(4, change.subject());
            insert.setString(5, change.detail());
            insert.setString(6, address);
            insert.setString(7, change.before());
            insert.setString(8, change.after());
            insert.setString(9, previous);
            insert.setString(10, hash);
            try (var row = insert.executeQuery()) {
                row.next();
                move.setLong(1, row.getLong(1));
            }
            move.setString(2, hash);
            move.executeUpdate();
        }
    }

    /** PostgreSQL has no NUL in texts, and what was typed by strangers may hold one. */
    private static Change storable(Change change) {
        return new Change(
                text(change.actor()),
                text(change.action()),
                text(change.subject()),
                text(change.detail()),
                change.before() == null ? null : text(change.before()),
                change.after() == null ? null : text(change.after()));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text.replace('\0', '\uFFFD');
    }
}
