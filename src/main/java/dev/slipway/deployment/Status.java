package dev.slipway.deployment;

import java.util.Locale;

/** Where a deployment stands, in the order of life. */
public enum Status {
    /** Waits for another deployment of its fleet. */
    QUEUED(false),
    /** Waits for a person's approval. */
    WAITING_APPROVAL(false),
    /** Looks at all nodes and brings the release to them; all still serve. */
    PREPARING(false),
    /** Runs the migration, once. */
    MIGRATING(false),
    /** Takes nodes out of rotation and brings them back on the release. */
    SWITCHING(false),
    /** A person stopped it at a node boundary. */
    PAUSED(false),
    /** It stopped itself and asks a question. */
    HELD(false),
    /** Brings switched nodes back to the release that they had. */
    ROLLING_BACK(false),
    /** Every target that no person skipped proved the release in rotation. */
    SUCCEEDED(true),
    /** Every switched node is back on the release that it had. */
    ROLLED_BACK(true),
    /** Ended otherwise; the reason names what is where. */
    FAILED(true),
    /** A person ended it. */
    CANCELLED(true),
    /** A newer one took its place in the queue, or a rollback ended it. */
    SUPERSEDED(true);

    private final boolean over;

    Status(boolean over) {
        this.over = over;
    }

    /** Whether it is final. */
    public boolean over() {
        return over;
    }

    /** As programs read it, e.g. {@code rolling_back}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of this word. */
    public static Status of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
