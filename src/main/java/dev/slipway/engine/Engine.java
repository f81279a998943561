package dev.slipway.engine;

import dev.slipway.balancer.Balancers;
import dev.slipway.engine.step.Crew;
import dev.slipway.fleet.Installation;
import dev.slipway.health.Health;
import dev.slipway.history.Journal;
import dev.slipway.node.Delivery;
import dev.slipway.node.Nodes;
import dev.slipway.release.Releases;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the engine together: with PostgreSQL, real nodes and real balancers. The simulation does it with its own. */
class Engine {
    @Produces
    @Singleton
    Turn.Store store(
            Queue queue,
            Journal journal,
            Words words,
            Leases leases,
            Migrations migrations,
            Catalogue catalogue,
            Door door) {
        return new Turn.Store(queue, journal, words, leases, migrations, catalogue, door);
    }

    @Produces
    @Singleton
    Turn.World world(
            Nodes nodes, Balancers balancers, Health health, Crew crew, Releases releases, Installation installation) {
        return new Turn.World(
                nodes,
                balancers,
                health,
                crew,
                plan -> new Delivery(
                        plan.release(),
                        releases.manifest(plan.release()),
                        () -> releases.pack(plan.release()),
                        plan.pipeline().sharedFolders(),
                        plan.pipeline().sharedFiles()),
                installation::id);
    }

    @Produces
    @Singleton
    Turn turn(Turn.Store store, Turn.World world, EngineConfig config) {
        var dead = config.heartbeat().multipliedBy(config.missedHeartbeats());
        return new Turn(
                store, world, new Turn.Pace(dead.minus(config.heartbeat()), config.nodesAtOnce(), config.retryPause()));
    }
}
