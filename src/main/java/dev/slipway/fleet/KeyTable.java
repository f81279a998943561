package dev.slipway.fleet;

import dev.slipway.secret.SealedColumn;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The table {@code ssh_key}. */
@Singleton
final class KeyTable {
    /** What a private half is sealed for, up to the key's name. */
    static final String PURPOSE = "ssh_key:";

    private final DataSource database;
    private final DataSource engine;

    KeyTable(DataSource database, @Identifier("engine") DataSource engine) {
        this.database = database;
        this.engine = engine;
    }

    /** Where the private halves are. */
    @Produces
    @Singleton
    static SealedColumn sealedKeys() {
        return new SealedColumn("ssh_key", "name", "sealed", PURPOSE);
    }

    List<StoredKey> list() {
        String sql = "select name, public_key, fingerprint, created_at from ssh_key order by name";
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            List<StoredKey> keys = new ArrayList<>();
            while (row.next()) {
                keys.add(new StoredKey(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getObject(4, OffsetDateTime.class).toInstant()));
            }
            return keys;
        } catch (SQLException e) {
            throw new IllegalStateException("keys could not be read", e);
        }
    }

    Optional<StoredKey> find(String name) {
        return list().stream().filter(key -> key.name().equals(name)).findFirst();
    }

    /** For a connection to a node, which must not wait for pages to give their database connections back. */
    Optional<String> sealed(String name) throws SQLException {
        try (var connection = engine.getConnection();
                var query = connection.prepareStatement("select sealed from ssh_key where name = ?")) {
            query.setString(1, name);
            try (var row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    void put(StoredKey key, String sealed) {
        String sql = "insert into ssh_key (name, public_key, fingerprint, sealed, created_at) values (?, ?, ?, ?, ?)"
                + " on conflict (name) do update set public_key = excluded.public_key,"
                + " fingerprint = excluded.fingerprint, sealed = excluded.sealed, created_at = excluded.created_at";
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, key.name());
            insert.setString(2, key.publicKey());
            insert.setString(3, key.fingerprint());
            insert.setString(4, sealed);
            insert.setObject(5, key.createdAt().atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the key could not be stored", e);
        }
    }

    void remove(String name) {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement("delete from ssh_key where name = ?")) {
            delete.setString(1, name);
            delete.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the key could not be removed", e);
        }
    }
}
