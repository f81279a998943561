package dev.slipway.release;

import dev.slipway.secret.StartRefusal;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Sees at the start that this instance has the same artifacts as the others: a file whose name is in the database must
 * be in the folder.
 */
@Singleton
final class ArtifactProbe {
    private static final int EARLY = 20;
    private static final int NAME_BYTES = 8;

    private final DataSource database;
    private final Path folder;
    private final SecureRandom random;

    ArtifactProbe(DataSource database, ReleaseConfig config, SecureRandom random) {
        this.database = database;
        this.folder = config.folder().resolve("probe");
        this.random = random;
    }

    void onStart(@Observes @Priority(EARLY) StartupEvent event) {
        try {
            var name = stored();
            check(name.isPresent() ? name.get() : made());
        } catch (SQLException e) {
            throw new IllegalStateException("the name of the artifacts' probe could not be read", e);
        }
    }

    private void check(String name) {
        var probe = folder.resolve(name);
        if (!Files.isRegularFile(probe) || !Files.isReadable(probe)) {
            throw StartRefusal.of("the artifacts folder " + folder.getParent()
                    + " is not the one that this database's releases are in, or cannot be read. Set slipway.artifacts to"
                    + " the folder that all instances share; if it was lost for good, make an empty file " + probe
                    + " and upload the releases again.");
        }
    }

    /** The file comes first: a name in the database without its file would end every later start. */
    private String made() throws SQLException {
        var bytes = new byte[NAME_BYTES];
        random.nextBytes(bytes);
        var name = HexFormat.of().formatHex(bytes);
        var probe = folder.resolve(name);
        try {
            Files.createDirectories(folder);
            Files.createFile(probe);
            insert(name);
            var winner = stored().orElseThrow();
            if (!winner.equals(name)) {
                Files.delete(probe); // another instance was first
            }
            return winner;
        } catch (IOException e) {
            throw StartRefusal.of("the artifacts folder " + folder.getParent() + " cannot be written: " + e
                    + ". Make it writable for this user, or set slipway.artifacts.");
        }
    }

    private Optional<String> stored() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("select name from artifact_probe");
                ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    private void insert(String name) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into artifact_probe (name) values (?) on conflict do nothing")) {
            insert.setString(1, name);
            insert.executeUpdate();
        }
    }
}
