package dev.slipway.fleet;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** This installation's identity, made once with its database. */
@Singleton
public final class Installation {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 12;

    private final DataSource database;
    private final RandomGenerator random;
    private @Nullable String id;

    Installation(DataSource database, RandomGenerator random) {
        this.database = database;
        this.random = random;
    }

    /** Twelve of {@code [a-z0-9]}. */
    public synchronized String id() {
        if (id == null) {
            try (Connection connection = database.getConnection()) {
                id = readOrMake(connection);
            } catch (SQLException e) {
                throw new IllegalStateException("the installation's id could not be read", e);
            }
        }
        return id;
    }

    private String readOrMake(Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into installation (id) values (?) on conflict do nothing")) {
            insert.setString(1, make());
            insert.executeUpdate();
        }
        try (PreparedStatement query = connection.prepareStatement("select id from installation");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private String make() {
        StringBuilder made = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            made.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return made.toString();
    }
}
