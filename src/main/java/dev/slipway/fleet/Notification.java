package dev.slipway.fleet;

import java.util.Set;

/**
 * One entry of a fleet document's {@code notifications}.
 *
 * @param on what is told there; for GitHub, which wants the whole course of a deployment, all
 */
public record Notification(Channel channel, Set<Moment> on) {
    public Notification {
        on = Set.copyOf(on);
    }
}
