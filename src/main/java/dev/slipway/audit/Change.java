package dev.slipway.audit;

import org.jspecify.annotations.Nullable;

/**
 * What somebody did, for the audit. Nothing in it may be secret.
 *
 * @param actor who, e.g. {@code mira} or {@code token:bootstrap}
 * @param action what, e.g. {@code fleet.replace}
 * @param subject on what, e.g. {@code fleet:shop-production}
 * @param detail one line for people
 * @param before what it was, or null
 * @param after what it is now, or null
 */
public record Change(
        String actor,
        String action,
        String subject,
        String detail,
        @Nullable String before,
        @Nullable String after) {
    /** Something that was done and is no setting. */
    public static Change of(String actor, String action, String subject, String detail) {
        return new Change(actor, action, subject, detail, null, null);
    }
}
