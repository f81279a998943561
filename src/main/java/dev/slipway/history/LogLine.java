package dev.slipway.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a deployment's log.
 *
 * @param number 1-based over the deployment, in the order of recording
 * @param node null when it concerns the whole fleet
 * @param text without its line end; may hold ANSI escapes and replacement characters
 */
public record LogLine(long number, Instant at, @Nullable String node, String step, String text) {}
