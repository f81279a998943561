package dev.slipway.release.source;

import dev.slipway.secret.Secret;

/** Where the private keys for repositories come from. */
@FunctionalInterface
interface GitKeys {
    /** The key that is stored under this name. */
    Secret key(String name) throws SourceFailed;
}
