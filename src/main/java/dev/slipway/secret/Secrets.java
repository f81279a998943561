package dev.slipway.secret;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Encryption at rest. Starts only with the key that the database's secrets were sealed with. */
@Singleton
public final class Secrets {
    private static final Logger LOG = Logger.getLogger(Secrets.class.getName());
    private static final String CHECK = "secret_check";
    private static final int EARLY = 10;

    private final DataSource database;
    private final InstallationKey key;
    private final RandomGenerator random;
    private final Instance<SealedColumn> places;
    private volatile @Nullable Keyring keys;

    Secrets(DataSource database, InstallationKey key, RandomGenerator random, @Any Instance<SealedColumn> places) {
        this.database = database;
        this.key = key;
        this.random = random;
        this.places = places;
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
            throw new IllegalStateException(
                    "cannot open " + purpose + ": the stored value is damaged, or was sealed with a key that is"
                            + " not here",
                    e);
        }
    }

    /**
     * With what secrets are sealed.
     *
     * @param id tells keys apart, and nothing about them
     * @param sealed how many secrets are stored
     * @param others how many of them were sealed with a key that is not here
     */
    public record State(String id, long sealed, long others) {}

    /** How it stands with the key. */
    public State state() {
        var prefix = ready().prefix();
        var sealed = 0L;
        var others = 0L;
        try (Connection connection = database.getConnection()) {
            for (var place : places) {
                var sql = "select count(%1$s), count(*) filter (where not starts_with(%1$s, ?)) from %2$s"
                        .formatted(place.column(), place.table());
                try (var query = connection.prepareStatement(sql)) {
                    query.setString(1, prefix);
                    try (var row = query.executeQuery()) {
                        row.next();
                        sealed += row.getLong(1);
                        others += row.getLong(2);
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the sealed secrets could not be counted", e);
        }
        return new State(prefix.split(":", -1)[1], sealed, others);
    }

    private synchronized Keyring ready() {
        if (keys == null) {
            try {
                keys = checked();
            } catch (SQLException | GeneralSecurityException e) {
                throw new IllegalStateException("the check value of the secret key could not be used", e);
            }
        }
        return keys;
    }

    private Keyring checked() throws SQLException, GeneralSecurityException {
        boolean mayMake = stored().isEmpty();
        var opened = keyring(mayMake);
        if (mayMake) {
            insert(opened.seal(CHECK, CHECK));
        }
        var check = stored().orElseThrow(); // read again: another instance may have been first
        try {
            opened.open(check, CHECK);
        } catch (GeneralSecurityException _) {
            throw StartRefusal.of("the secret key is not the one that the database's secrets were sealed with."
                    + " Set slipway.secret-key to that one, or put its file back into slipway.home; to change the key,"
                    + " set slipway.secret-key-old to the one before.");
        }
        if (!check.startsWith(opened.prefix())) {
            rotate(opened, check);
        }
        return opened;
    }

    private Keyring keyring(boolean mayMake) throws GeneralSecurityException {
        var old = key.readOld();
        return new Keyring(
                new Envelope(key.read(mayMake), random),
                old.isPresent() ? Optional.of(new Envelope(old.get(), random)) : Optional.empty());
    }

    /** All or nothing: until the check value has changed, a start without the old key is refused. */
    private void rotate(Keyring opened, String check) throws SQLException, GeneralSecurityException {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var rotation = new Rotation(connection, opened);
                for (var place : places) {
                    rotation.seal(place);
                }
                update(connection, check, opened.seal(CHECK, CHECK));
                connection.commit();
                LOG.info("Sealed " + rotation.done() + " secrets with the new slipway.secret-key;"
                        + " slipway.secret-key-old is not needed any more");
            } finally {
                connection.rollback(); // nothing, when it was committed
                connection.setAutoCommit(true);
            }
        }
    }

    private static void update(Connection connection, String before, String after) throws SQLException {
        try (var update = connection.prepareStatement("update secret_check set sealed = ? where sealed = ?")) {
            update.setString(1, after);
            update.setString(2, before);
            update.executeUpdate();
        }
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
