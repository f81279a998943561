package dev.slipway.fleet;

/**
 * Where a node was found that nobody wrote into the document.
 *
 * @param source the rule that shows it, e.g. {@code auto-scaling-group shop}
 * @param id what the source calls it, e.g. {@code i-0123456789abcdef0}
 * @param scaled whether its source makes and ends it by itself, and has its own mind about its rotation
 */
public record Discovered(String source, String id, boolean scaled) {}
