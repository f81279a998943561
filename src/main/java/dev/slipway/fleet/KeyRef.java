package dev.slipway.fleet;

/** Where the private key for a node lies. */
public sealed interface KeyRef {
    /** A key stored encrypted in Slipway under this name. */
    record Stored(String name) implements KeyRef {}

    /** A file on the server that runs Slipway; read at each connection, never copied. */
    record File(String path) implements KeyRef {}
}
