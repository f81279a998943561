package dev.slipway.secret;

import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Logger;

/** Seals anew, with the present key, what another one sealed. Whoever does so twice does nothing the second time. */
final class Rotation {
    private static final Logger LOG = Logger.getLogger(Rotation.class.getName());

    private final Connection connection;
    private final Keyring keys;
    private int done;

    /** @param connection whose transaction all of it is a part of */
    Rotation(Connection connection, Keyring keys) {
        this.connection = connection;
        this.keys = keys;
    }

    /** How many were sealed anew so far. */
    int done() {
        return done;
    }

    void seal(SealedColumn place) throws SQLException, GeneralSecurityException {
        for (var entry : others(place).entrySet()) {
            var purpose = place.purpose() + entry.getKey();
            String text;
            try {
                text = keys.open(entry.getValue(), purpose);
            } catch (GeneralSecurityException _) {
                LOG.warning("The secret of " + place.table() + " " + entry.getKey()
                        + " was sealed with a key that is not here, or is damaged: store it again, or start once with"
                        + " that key as slipway.secret-key-old");
                continue;
            }
            replace(place, entry.getKey(), entry.getValue(), keys.seal(text, purpose));
        }
    }

    private Map<String, String> others(SealedColumn place) throws SQLException {
        var sql = "select %s, %s from %s where not starts_with(%2$s, ?)"
                .formatted(place.row(), place.column(), place.table());
        try (var query = connection.prepareStatement(sql)) {
            query.setString(1, keys.prefix());
            try (var rows = query.executeQuery()) {
                var found = new LinkedHashMap<String, String>();
                while (rows.next()) {
                    found.put(rows.getString(1), rows.getString(2));
                }
                return found;
            }
        }
    }

    /** Only what is still as it was read: it may have been stored anew in between. */
    private void replace(SealedColumn place, String row, String before, String after) throws SQLException {
        var sql = "update %s set %s = ? where %s::text = ? and %2$s = ?"
                .formatted(place.table(), place.column(), place.row());
        try (var update = connection.prepareStatement(sql)) {
            update.setString(1, after);
            update.setString(2, row);
            update.setString(3, before);
            done += update.executeUpdate();
        }
    }
}
