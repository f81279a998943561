package dev.slipway.health;

import dev.slipway.fleet.HealthCheck;
import dev.slipway.fleet.Node;
import dev.slipway.node.NodeConnection;
import java.time.Duration;

/** Asks a node whether it is healthy. */
public interface Health {
    /**
     * Makes one probe. An application that does not answer is a verdict, not an exception; each probe is bounded to
     * {@code timeout} and 64 KiB, and follows no redirect.
     *
     * @param expectedVersion the release that must answer, where the check names a place for it
     */
    HealthVerdict probe(
            HealthCheck check, Node node, NodeConnection connection, String expectedVersion, Duration timeout)
            throws InterruptedException;
}
