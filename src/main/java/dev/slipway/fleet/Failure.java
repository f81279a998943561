package dev.slipway.fleet;

import org.jspecify.annotations.Nullable;

/**
 * Something that went wrong, as a value: whose problem it is and what a person can do about it.
 *
 * @param category whose problem it is
 * @param node the node it happened on, or null when it concerns no single node
 * @param tried what was attempted, in words, without secrets
 * @param answered what came back: an exit code, an answer, a time-out
 * @param next what the reader should do now
 */
public record Failure(Category category, @Nullable String node, String tried, String answered, String next) {

    /** Whose problem a failure is. */
    public enum Category {
        /** The person's or the release's: a wrong document, a broken migration, a health check that never passes. */
        USER,
        /** The server's: not reachable, disk full, host key changed. */
        NODE,
        /** The balancer's: not reachable, does not know the member. */
        BALANCER,
        /** Slipway's own: a bug, or its database. */
        OURS
    }

    /** One sentence for logs and the first line of a page. */
    public String sentence() {
        return (node == null ? "" : node + ": ") + tried + ": " + answered;
    }
}
