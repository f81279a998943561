package dev.slipway.node;

import dev.slipway.fleet.KeyRef;

/** Where the connections to nodes get their private keys from. */
@FunctionalInterface
public interface PrivateKeys {
    /** The private key in PEM or OpenSSH form, without a passphrase. Held in memory for one login only. */
    String pem(KeyRef key) throws NodeException;
}
