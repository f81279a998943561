package dev.slipway.node;

import dev.slipway.fleet.Failure;
import dev.slipway.fleet.KeyRef;
import dev.slipway.fleet.Keys;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;

/** The keys that Slipway holds, or that lie on its server. */
@ApplicationScoped
class StoredKeys implements PrivateKeys {
    private final Keys keys;

    StoredKeys(Keys keys) {
        this.keys = keys;
    }

    @Override
    public String pem(KeyRef key) throws NodeException {
        try {
            return keys.pem(key).reveal();
        } catch (SQLException e) {
            throw new NodeException(
                    NodeException.Kind.NO_ANSWER,
                    new Failure(
                            Failure.Category.OURS,
                            null,
                            "reading the SSH key",
                            "the database did not answer",
                            "Check PostgreSQL; nothing was changed on the node"));
        } catch (IOException e) {
            throw new NodeException(
                    NodeException.Kind.REFUSED,
                    new Failure(
                            Failure.Category.USER,
                            null,
                            "reading the SSH key",
                            String.valueOf(e.getMessage()),
                            "Store the key, or mend ssh.key or ssh.keyFile of the fleet document"));
        }
    }
}
