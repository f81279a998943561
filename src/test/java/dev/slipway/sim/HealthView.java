package dev.slipway.sim;

import dev.slipway.fleet.HealthCheck;
import dev.slipway.fleet.Node;
import dev.slipway.health.Health;
import dev.slipway.health.HealthVerdict;
import dev.slipway.node.NodeConnection;
import java.time.Duration;

/** Probes, as one machine makes them. */
record HealthView(Machine machine, World world) implements Health {
    @Override
    public HealthVerdict probe(
            HealthCheck check, Node node, NodeConnection connection, String expectedVersion, Duration timeout)
            throws InterruptedException {
        machine.pause(world.faults().travel());
        var sim = world.node(node.name());
        if (world.broken(Mutation.HEALTH_SAYS_YES)) {
            return new HealthVerdict(true, expectedVersion, "200");
        }
        var answers = sim.answers();
        if (answers == null || !sim.reachable() || world.faults().probeFails()) {
            return new HealthVerdict(false, null, "503");
        }
        return new HealthVerdict(answers.equals(expectedVersion), answers, "200 " + answers);
    }
}
