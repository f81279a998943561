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
    RESTART,
    /** Takes nodes out of rotation because a person wants it, and leaves them there. */
    TAKE_OUT,
    /** Puts nodes back that a person took out, once they prove the live release. */
    PUT_BACK;

    /** Whether it only moves nodes in and out of rotation, for a person: nothing on them is changed. */
    public boolean byHand() {
        return switch (this) {
            case TAKE_OUT, PUT_BACK -> true;
            case DEPLOY, ROLLBACK, CATCH_UP, RESTART -> false;
        };
    }

    /** As programs read it, e.g. {@code catch-up}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
