package dev.slipway.health;

import org.jspecify.annotations.Nullable;

/**
 * One probe's answer.
 *
 * @param passed whether it counts as a pass: status and, where configured, version
 * @param version what the process answered as its release; null where it is not asked or did not say
 * @param said in words for the log, e.g. {@code GET /health → 503 in 12 ms: {"error":"…"}}; at most 1,000 characters
 */
public record HealthVerdict(boolean passed, @Nullable String version, String said) {}
