package dev.slipway.deployment;

import java.util.Locale;

/** What a person can tell a deployment. */
public enum Choice {
    /** Stop at the next node boundary. */
    PAUSE,
    /** Go on after a pause. */
    RESUME,
    /** End at the next node boundary; what is switched stays. */
    CANCEL,
    /** Let it begin. */
    APPROVE,
    /** End it instead of letting it begin. */
    REFUSE,
    /** Try the failed node, or the migration, again. */
    RETRY,
    /** Go on without the node. */
    SKIP,
    /** Bring the switched nodes back to what they had. */
    ROLLBACK,
    /** The unknown migration was applied. */
    APPLIED,
    /** The unknown migration was not applied: run it again. */
    NOT_APPLIED,
    /** Nobody can tell about the migration: end the deployment. */
    ABORT;

    /** As programs write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
