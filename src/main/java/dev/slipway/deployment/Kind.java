package dev.slipway.deployment;

import java.util.Locale;

/** Why a deployment runs. */
public enum Kind {
    /** Brings a release to every node. */
    DEPLOY,
    /** Brings an earlier release back: no migration. */
    ROLLBACK,
    /** Brings late nodes to the release that is live. */
    CATCH_UP,
    /** Restarts the live release, node by node. */
    RESTART;

    /** As programs read it, e.g. {@code catch-up}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
