package dev.slipway.fleet;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A server that a source of servers showed, as it is kept.
 *
 * @param node the name it has in the fleet, as long as it is there
 * @param missingSince since when the source shows it no more; null: it does
 */
public record FoundServer(
        String node, SeenServer seen, @Nullable Instant missingSince) {}
