package dev.slipway.dashboard;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a person may do on the pages; the engine decides whether it happens. */
public interface Actions {
    /**
     * A deployment that somebody wants.
     *
     * @param at when it begins at the earliest; null: as soon as it can
     * @param override in spite of what stops the fleet
     */
    record Wish(
            String fleet,
            String release,
            @Nullable String reason,
            String by,
            @Nullable Instant at,
            boolean override) {}

    /**
     * Starts or queues a deployment.
     *
     * @return its number
     */
    long deploy(Wish wish) throws ActionRefused;

    /** Lets a queued deployment begin in spite of what stops its fleet. */
    void override(long deployment, String reason, String by) throws ActionRefused;

    /**
     * Starts a rollback to an earlier release.
     *
     * @return its number
     */
    long rollBack(String fleet, String to, @Nullable String reason, String by) throws ActionRefused;

    /**
     * Says yes to a deployment that waits for approval.
     *
     * @param subject what the person looked at; null when that is not known
     */
    void approve(long deployment, @Nullable String subject, @Nullable String reason, String by) throws ActionRefused;

    /** Says no to it, which ends it. */
    void refuse(long deployment, @Nullable String subject, @Nullable String reason, String by) throws ActionRefused;

    /**
     * Hands over a decision about a deployment.
     *
     * @param choice {@code pause}, {@code resume}, {@code cancel}, {@code retry}, {@code skip}, {@code rollback}; for
     *     an unknown migration {@code applied}, {@code not_applied}, {@code abort}
     * @param question id of the question that the person saw; null when there was none
     * @param node the node that the question was about; null when it was about the whole fleet
     */
    void decide(long deployment, String choice, @Nullable String question, @Nullable String node, String by)
            throws ActionRefused;
}
