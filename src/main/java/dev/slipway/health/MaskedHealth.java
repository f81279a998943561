package dev.slipway.health;

import dev.slipway.fleet.HealthCheck;
import dev.slipway.fleet.Node;
import dev.slipway.node.NodeConnection;
import dev.slipway.secret.Mask;
import java.time.Duration;

/** Hides secrets in verdicts: an answer is cut, and may end within one. */
public record MaskedHealth(Health health, Mask mask) implements Health {
    @Override
    public HealthVerdict probe(
            HealthCheck check, Node node, NodeConnection connection, String expectedVersion, Duration timeout)
            throws InterruptedException {
        var verdict = health.probe(check, node, connection, expectedVersion, timeout);
        return new HealthVerdict(verdict.passed(), verdict.version(), mask.applyToCut(verdict.said()));
    }
}
