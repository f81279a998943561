package dev.slipway.secret;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Encryption at rest. Starts only with the key that the database's secrets were sealed with. */
@Singleton
public final class Secrets {
    private static final String CHECK = "secret_check";
    private static final int EARLY = 10;

    private final DataSource database;
    private final InstallationKey key;
    private final RandomGenerator random;
    private volatile @Nullable Envelope envelope;

    Secrets(DataSource database, InstallationKey key, RandomGenerator random) {
        this.database = database;
        this.key = key;
        this.random = random;
    }

    void onStart(@Observes @Priority(EARLY) StartupEvent event) {
        ready();
    }

    /**
     * Encrypts a secret for storage.
     *
     * @param purpose table, row and column that it is for; the same words open it again
     */
    public String seal(Secret secret, String purpose) {
        try {
            return ready().seal(secret.reveal(), purpose);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal " + purpose, e);
        }
    }

    /** Decrypts what {@link #seal} made for the same purpose. */
    public Secret open(String sealed, String purpose) {
        try {
            return Secret.of(ready().open(sealed, purpose));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot open " + purpose + ": the stored value is damaged", e);
        }
    }

    private synchronized Envelope ready() {
        if (envelope == null) {
            try {
                envelope = checked();
            } catch (SQLException | GeneralSecurityException e) {
                throw new IllegalStateException("the check value of the secret key could not be used", e);
            }
        }
        return envelope;
    }

    private Envelope checked() throws SQLException, GeneralSecurityException {
        boolean mayMake = stored().isEmpty();
        Envelope opened = new Envelope(key.read(mayMake), random);
        if (mayMake) {
            insert(opened.seal(CHECK, CHECK));
        }
        try {
            opened.open(stored().orElseThrow(), CHECK); // read again: another instance may have been first
        } catch (GeneralSecurityException _) {
            throw StartRefusal.of("the secret key is not the one that the database's secrets were sealed with."
                    + " Set slipway.secret-key to that one, or put its file back into slipway.home.");
        }
        return opened;
    }

    private Optional<String> stored() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("select sealed from secret_check");
                ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    private void insert(String sealed) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into secret_check (sealed) values (?) on conflict do nothing")) {
            insert.setString(1, sealed);
            insert.executeUpdate();
        }
    }
}
