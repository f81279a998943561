package dev.slipway.fleet;

import org.jspecify.annotations.Nullable;

/**
 * A server as a source of servers shows it now.
 *
 * @param id what the source calls it; stays the same as long as the server is there
 * @param name what people call it there; null: it has none
 * @param port on which it serves, where the source knows; null: it does not
 * @param zone e.g. {@code eu-central-1a}; null: unknown
 */
public record SeenServer(
        String id,
        @Nullable String name,
        @Nullable String privateAddress,
        @Nullable String publicAddress,
        @Nullable Integer port,
        @Nullable String zone,
        Stage stage) {

    /** How its source has it. */
    public enum Stage {
        /** There. */
        THERE,
        /** In service of a group that makes, watches and ends its servers by itself. */
        SCALED,
        /** Of such a group too, and kept waiting until somebody says that it is ready. */
        WAITING,
        /** On its way out, or set aside by a person. */
        LEAVING
    }
}
