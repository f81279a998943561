package dev.slipway.dashboard;

import java.util.Optional;

/** Whoever counts a fleet's requests implements this as a bean. */
@FunctionalInterface
public interface TrafficSource {
    /** What visitors of the fleet get just now; empty where this source does not count that fleet. */
    Optional<Choices.TrafficView> traffic(String fleet);
}
