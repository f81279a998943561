package dev.slipway.fleet;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asked before a fleet changes or goes: whoever works with fleets implements this as a bean and may object. */
@FunctionalInterface
public interface FleetUse {
    /**
     * Why this must not happen now, in words for a person; empty when it may.
     *
     * @param after null when the fleet is to be removed
     */
    Optional<String> objection(Fleet before, @Nullable Fleet after);
}
