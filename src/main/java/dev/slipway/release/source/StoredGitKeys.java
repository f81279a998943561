package dev.slipway.release.source;

import dev.slipway.fleet.KeyRef;
import dev.slipway.fleet.Keys;
import dev.slipway.secret.Secret;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;

/**
 * The stored SSH keys, but for those that servers are reached with: whoever may add a release names the address too,
 * and could have such a key read what lies on the servers.
 */
@Singleton
class StoredGitKeys implements GitKeys {
    private static final String TRIED = "Reading the SSH key";

    private final Keys keys;

    StoredGitKeys(Keys keys) {
        this.keys = keys;
    }

    @Override
    public Secret key(String name) throws SourceFailed {
        if (keys.reachesServers(name)) {
            throw new SourceFailed(
                    TRIED,
                    "servers are reached with the key " + name + ", so repositories are not",
                    "Make another one for repositories: POST /api/v1/keys/{name}, or the page SSH keys");
        }
        try {
            return keys.pem(new KeyRef.Stored(name));
        } catch (IOException e) {
            throw new SourceFailed(TRIED, String.valueOf(e.getMessage()), "Store it, or name another");
        } catch (SQLException _) {
            throw new SourceFailed(TRIED, "the database did not answer", "Try again; nothing was stored");
        }
    }
}
