package dev.slipway.engine;

import dev.slipway.balancer.Balancers;
import dev.slipway.deployment.Choice;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.deployment.Plan;
import dev.slipway.deployment.Planner;
import dev.slipway.deployment.Status;
import dev.slipway.engine.step.Crew;
import dev.slipway.fleet.Installation;
import dev.slipway.health.Health;
import dev.slipway.history.Journal;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Journal.LostOwnership;
import dev.slipway.history.Sql;
import dev.slipway.node.Delivery;
import dev.slipway.node.Fence;
import dev.slipway.node.Nodes;
import dev.slipway.release.Releases;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One turn of ownership: takes a deployment, works on it, and lets it go. */
@ApplicationScoped
class Turn {
    private static final Logger LOG = Logger.getLogger(Turn.class);

    private final Sql sql;
    private final Queue queue;
    private final Journal journal;
    private final Words words;
    private final Catalogue catalogue;
    private final World world;
    private final EngineConfig config;
    /** One drain at a time in this process, so that two fleets on one pool do not both take the last free place. */
    private final ReentrantLock drainDoor = new ReentrantLock();

    Turn(Sql sql, Queue queue, Journal journal, Words words, Catalogue catalogue, World world, EngineConfig config) {
        this.sql = sql;
        this.queue = queue;
        this.journal = journal;
        this.words = words;
        this.catalogue = catalogue;
        this.world = world;
        this.config = config;
    }

    /** What the engine acts on; a singleton, since its fields are read directly and not through a proxy. */
    @Singleton
    static class World {
        final Nodes nodes;
        final Balancers balancers;
        final Health health;
        final Crew crew;
        final Releases releases;
        final Installation installation;

        World(
                Nodes nodes,
                Balancers balancers,
                Health health,
                Crew crew,
                Releases releases,
                Installation installation) {
            this.nodes = nodes;
            this.balancers = balancers;
            this.health = health;
            this.crew = crew;
            this.releases = releases;
            this.installation = installation;
        }
    }

    /** Works on the deployment as long as there is something to do. */
    void take(long number, String owner, Coordinator.StopSign stop)
            throws LostOwnership, JournalUnavailable, InterruptedException {
        try {
            var row = queue.row(number);
            if (row == null || row.over()) {
                return;
            }
            if (!row.started() && !queue.claim(number, row.fleet())) {
                cancelQueued(row);
                return;
            }
            work(row, owner, stop);
        } catch (SQLException e) {
            throw new JournalUnavailable(e);
        }
    }

    private void work(Queue.Row row, String owner, Coordinator.StopSign stop)
            throws SQLException, LostOwnership, JournalUnavailable, InterruptedException {
        var ownership = Ownership.take(sql, row.number(), row.fleet(), config);
        var ledger = open(row, ownership);
        ledger.append(List.of(new Event.Owned(owner)));
        var plan = ledger.state().plan();
        if (plan == null) {
            plan = begin(ledger, row.fleet());
        }
        if (plan == null) {
            return;
        }
        var fence = new Fence(world.installation.id(), row.fleet(), ownership.epoch(), owner);
        try (var connections = new Connections(world.nodes, fence, plan)) {
            var site = site(row, ownership, connections, plan);
            var coordinator =
                    new Coordinator(ledger, new Mail(), new StepRunner(site, config.nodesAtOnce()), world.crew);
            var end = coordinator.run(stop);
            LOG.debugf("Deployment %d: %s", row.number(), end);
        }
    }

    private Ledger open(Queue.Row row, Ownership ownership) throws SQLException, JournalUnavailable {
        // The line count is read again: the owner before may have written since.
        var now = queue.row(row.number());
        return new Ledger(
                journal,
                words,
                ownership,
                world.crew,
                new Ledger.Opened(
                        row.number(),
                        row.fleet(),
                        journal.read(row.number(), 0),
                        queue.records(row.fleet()),
                        now == null ? 0 : now.lastLine()));
    }

    private Site site(Queue.Row row, Ownership ownership, Connections connections, Plan plan) throws SQLException {
        return new Site(
                row.number(),
                world.installation.id(),
                ownership,
                connections,
                Site.bind(plan, world.balancers),
                world.health,
                world.crew,
                new MigrationTable(sql, ownership),
                () -> new Delivery(
                        plan.release(),
                        world.releases.manifest(plan.release()),
                        () -> world.releases.pack(plan.release()),
                        plan.pipeline().sharedFolders(),
                        plan.pipeline().sharedFiles()),
                drainDoor,
                queue.records(row.fleet()));
    }

    /** Plans with what is so now; null when it cannot be done, which ends it. */
    private @Nullable Plan begin(Ledger ledger, String fleetName)
            throws SQLException, LostOwnership, JournalUnavailable {
        var planned = plan(ledger.state().request(), fleetName, queue.records(fleetName));
        return switch (planned) {
            case Planner.Planned.Yes yes -> {
                ledger.append(List.of(new Event.Planned(yes.plan())));
                yield yes.plan();
            }
            case Planner.Planned.No no -> {
                ledger.append(List.of(new Event.Finished(Status.FAILED, no.reason())));
                yield null;
            }
        };
    }

    private Planner.Planned plan(Event.Queued request, String fleet, Map<String, NodeRecord> known)
            throws SQLException {
        var version = request.kind() == Kind.CATCH_UP ? catalogue.live(fleet) : request.release();
        return catalogue.plan(request.kind(), fleet, version == null ? request.release() : version, known);
    }

    /** A queued deployment can be ended without its turn. */
    private void cancelQueued(Queue.Row row) throws SQLException, LostOwnership, JournalUnavailable {
        var said = words.after(row.number(), 0);
        if (said.stream().noneMatch(s -> s.event().choice() == Choice.CANCEL)) {
            return;
        }
        var ownership = Ownership.take(sql, row.number(), row.fleet(), config);
        var ledger = open(row, ownership);
        ledger.takeWords();
        ledger.append(List.of(new Event.Finished(Status.CANCELLED, "cancelled while it was queued")));
    }
}
