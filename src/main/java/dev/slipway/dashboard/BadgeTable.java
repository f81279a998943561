package dev.slipway.dashboard;

import dev.slipway.audit.Audit;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import javax.sql.DataSource;

/** Badges as they are stored. */
@ApplicationScoped
class BadgeTable implements Badges {
    private static final int BYTES = 16;

    private final DataSource database;
    private final SecureRandom random;
    private final Audit audit;

    BadgeTable(DataSource database, SecureRandom random, Audit audit) {
        this.audit = audit;
        this.database = database;
        this.random = random;
    }

    @Override
    public Optional<String> fleet(String token) {
        return text("select fleet from badge where token = ?", token);
    }

    @Override
    public Optional<String> token(String fleet) {
        return text("select token from badge where fleet = ?", fleet);
    }

    private Optional<String> text(String query, String value) {
        try (var connection = database.getConnection()) {
            return Sql.list(connection, row -> row.getString(1), query, value).stream()
                    .findFirst();
        } catch (SQLException e) {
            throw new IllegalStateException("The badges could not be read", e);
        }
    }

    @Override
    @Transactional
    public String renew(String fleet, String by) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        var token = HexFormat.of().formatHex(bytes);
        try (var connection = database.getConnection()) {
            Sql.update(
                    connection,
                    "insert into badge (fleet, token) values (?, ?)"
                            + " on conflict (fleet) do update set token = excluded.token",
                    fleet,
                    token);
            audit.record(by, "badge.renew", "fleet:" + fleet, "the address before is worth nothing any more");
            return token;
        } catch (SQLException e) {
            throw new IllegalStateException("The badge could not be stored", e);
        }
    }
}
