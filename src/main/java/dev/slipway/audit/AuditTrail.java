package dev.slipway.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads the audit, and proves that it is whole. */
@ApplicationScoped
public class AuditTrail {
    private static final int BLOCK = 1_000;
    private final DataSource database;

    AuditTrail(DataSource database) {
        this.database = database;
    }

    /**
     * What is looked for; null and empty: anything.
     *
     * @param text anywhere in actor, action, subject, detail or address
     */
    public record Search(
            @Nullable String actor,
            @Nullable String action,
            @Nullable String text) {
        /** Everything. */
        public static final Search ALL = new Search(null, null, null);

        private static @Nullable String like(@Nullable String text) {
            return text == null || text.isBlank()
                    ? null
                    : "%"
                            + text.strip()
                                    .replace("\\", "\\\\")
                                    .replace("%", "\\%")
                                    .replace("_", "\\_") + "%";
        }
    }

    /** Whether the chain is whole. */
    public sealed interface Verdict {
        /** Every row is as it was written, and none is missing up to the newest. */
        record Whole(long rows, String head) implements Verdict {}

        /**
         * From this row on nothing is proved.
         *
         * @param id of the first row that does not fit; 0: the end is missing
         */
        record Broken(long id, String why) implements Verdict {}
    }

    /** Newest first, below this id. */
    @Transactional
    public List<Recorded> newest(Search search, long below, int limit) {
        return rows(search, "id < ?", below, "desc", limit);
    }

    /** Oldest first, above this id. */
    @Transactional
    public List<Recorded> after(Search search, long above, int limit) {
        return rows(search, "id > ?", above, "asc", limit);
    }

    /** Number and hash of the newest row: noted elsewhere, they prove later that all up to it is as it was. */
    @Transactional
    public String newest() {
        try (var connection = database.getConnection()) {
            var head = head(connection);
            return "row " + head.id() + ", " + head.hash();
        } catch (SQLException e) {
            throw new IllegalStateException("the audit could not be read", e);
        }
    }

    /** Looks at every row, a block at a time. */
    @Transactional
    public Verdict verify() {
        try (var connection = database.getConnection()) {
            var head = head(connection);
            var expected = Link.NOTHING;
            var last = 0L;
            var rows = 0L;
            List<Recorded> block;
            do {
                block = rows(connection, Search.ALL, "id > ?", last, "asc", BLOCK);
                for (var row : block) {
                    if (row.id() > head.id()) {
                        // Written while we look: row and head come in one transaction, so a new look knows it.
                        head = head(connection);
                    }
                    if (row.id() > head.id() || !follows(row, expected)) {
                        return broken(row);
                    }
                    expected = row.hash();
                    last = row.id();
                    rows++;
                }
            } while (block.size() == BLOCK);
            return end(head, rows, expected);
        } catch (SQLException e) {
            throw new IllegalStateException("the audit could not be read", e);
        }
    }

    private static boolean follows(Recorded row, String expected) {
        return row.previous().equals(expected) && row.hash().equals(row.hashAfter(expected));
    }

    private static Verdict broken(Recorded row) {
        return new Verdict.Broken(
                row.id(), "Row " + row.id() + " was changed, or a row before it was removed or put in.");
    }

    private static Verdict end(Head head, long rows, String hash) {
        return head.hash().equals(hash)
                ? new Verdict.Whole(rows, hash)
                : new Verdict.Broken(0, "The newest rows, up to " + head.id() + ", are missing.");
    }

    private record Head(long id, String hash) {}

    private static Head head(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("select id, hash from audit_head");
                var row = query.executeQuery()) {
            return row.next() ? new Head(row.getLong(1), row.getString(2)) : new Head(Long.MAX_VALUE, "");
        }
    }

    private List<Recorded> rows(Search search, String bound, long id, String order, int limit) {
        try (var connection = database.getConnection()) {
            return rows(connection, search, bound, id, order, limit);
        } catch (SQLException e) {
            throw new IllegalStateException("the audit could not be read", e);
        }
    }

    private static List<Recorded> rows(
            Connection connection, Search search, String bound, long id, String order, int limit) throws SQLException {
        var sql = "select " + Recorded.COLUMNS + " from audit where " + bound
                + " and (?::text is null or actor ilike ?) and (?::text is null or action ilike ?)"
                + " and (?::text is null or actor || ' ' || action || ' ' || subject || ' ' || detail || ' ' || address"
                + " ilike ?) order by id " + order + " limit ?";
        try (var query = connection.prepareStatement(sql)) {
            query.setLong(1, id);
            both(query, 2, Search.like(search.actor()));
            both(query, 4, Search.like(search.action()));
            both(query, 6, Search.like(search.text()));
            query.setInt(8, limit);
            try (var row = query.executeQuery()) {
                var rows = new ArrayList<Recorded>();
                while (row.next()) {
                    rows.add(Recorded.of(row));
                }
                return rows;
            }
        }
    }

    private static void both(PreparedStatement query, int at, @Nullable String value) throws SQLException {
        query.setString(at, value);
        query.setString(at + 1, value);
    }
}
