package dev.slipway.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * One row of the audit.
 *
 * @param address where it came from; empty when it was Slipway itself
 * @param previous hash of the row before it
 * @param hash of this row and the one before it
 */
public record Recorded(long id, Instant at, Change change, String address, String previous, String hash) {
    static final String COLUMNS = "id, at, actor, action, subject, detail, address, before, after, previous, hash";

    static Recorded of(ResultSet row) throws SQLException {
        return new Recorded(
                row.getLong("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                new Change(
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("detail"),
                        row.getString("before"),
                        row.getString("after")),
                row.getString("address"),
                row.getString("previous"),
                row.getString("hash"));
    }

    /** What the hash of this row has to be after that one. */
    String hashAfter(String before) {
        return Link.hash(before, at, change, address);
    }
}
