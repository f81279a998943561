package dev.slipway.engine;

import dev.slipway.balancer.Balancers;
import dev.slipway.deployment.Choice;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Plan;
import dev.slipway.deployment.Planner;
import dev.slipway.deployment.Status;
import dev.slipway.engine.step.Crew;
import dev.slipway.health.Health;
import dev.slipway.history.Journal;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Journal.LostOwnership;
import dev.slipway.node.Delivery;
import dev.slipway.node.Fence;
import dev.slipway.node.Nodes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One turn of ownership: takes a deployment, works on it, and lets it go. */
public final class Turn {
    private static final Logger LOG = Logger.getLogger(Turn.class);

    private final Store store;
    private final World world;
    private final Pace pace;
    /** Before the door that all instances share, so that the steps of this one do not crowd there. */
    private final Crew.Permits drainDoor;

    /** An engine that keeps its state there and acts on that. */
    public Turn(Store store, World world, Pace pace) {
        this.store = store;
        this.world = world;
        this.pace = pace;
        this.drainDoor = world.crew().permits(1);
    }

    /** Where the engine keeps what it must not forget. */
    public record Store(
            Queue queue,
            Journal journal,
            Words words,
            Leases leases,
            Migrations migrations,
            Catalogue catalogue,
            Door door) {}

    /** What the engine acts on, and with. */
    public record World(
            Nodes nodes,
            Balancers balancers,
            Health health,
            Crew crew,
            Deliveries deliveries,
            Supplier<String> installation) {}

    /**
     * How fast.
     *
     * @param valid how long ownership lasts without a heartbeat
     * @param nodesAtOnce nodes of one deployment that receive the release at once
     * @param retryPause before a step that got no answer from its node tries again; doubles each time
     */
    public record Pace(Duration valid, int nodesAtOnce, Duration retryPause) {}

    /** Makes the delivery of a plan's release. */
    @FunctionalInterface
    public interface Deliveries {
        /** Opens it. */
        Delivery of(Plan plan) throws IOException;
    }

    /** Works on the deployment as long as there is something to do. */
    public void take(long number, String owner, StopSign stop)
            throws LostOwnership, JournalUnavailable, InterruptedException {
        var row = store.queue().row(number);
        if (row == null || row.over()) {
            return;
        }
        if (!row.started() && !store.queue().claim(number, row.fleet())) {
            cancelQueued(row);
            return;
        }
        work(row, owner, stop);
    }

    /** Whether this instance was asked to stop. */
    @FunctionalInterface
    public interface StopSign {
        /** True from then on. */
        boolean up();
    }

    private void work(Queue.Row row, String owner, StopSign stop)
            throws LostOwnership, JournalUnavailable, InterruptedException {
        var ownership = own(row);
        var ledger = open(row, ownership);
        if (ledger.state().status().over()) {
            return; // another instance ended it between our look and our taking it
        }
        var now = store.queue().row(row.number());
        if (now == null || !now.started()) {
            return; // or found that it must be approved first
        }
        ledger.append(List.of(new Event.Owned(owner)));
        var plan = ledger.state().plan();
        if (plan == null) {
            plan = begin(ledger, row.fleet());
        }
        if (plan == null) {
            return;
        }
        var fence = new Fence(world.installation().get(), row.fleet(), ownership.epoch(), owner);
        try (var connections = new Connections(world.nodes(), fence, plan, world.crew())) {
            var site = site(row, ownership, connections, plan);
            var coordinator = new Coordinator(ledger, new Mail(world.crew()), new StepRunner(site, pace), world.crew());
            var end = coordinator.run(stop);
            LOG.debugf("Deployment %d: %s", row.number(), end);
        }
    }

    private Ownership own(Queue.Row row) throws JournalUnavailable {
        return Ownership.take(store.leases(), world.crew(), row.number(), row.fleet(), pace.valid());
    }

    private Ledger open(Queue.Row row, Ownership ownership) throws JournalUnavailable {
        // The line count is read again: the owner before may have written since.
        var now = store.queue().row(row.number());
        return new Ledger(
                store.journal(),
                store.words(),
                ownership,
                world.crew(),
                new Ledger.Opened(
                        row.number(),
                        row.fleet(),
                        store.journal().read(row.number(), 0),
                        store.queue().records(row.fleet()),
                        now == null ? 0 : now.lastLine()));
    }

    private Site site(Queue.Row row, Ownership ownership, Connections connections, Plan plan)
            throws JournalUnavailable {
        return new Site(
                row.number(),
                world.installation().get(),
                ownership,
                connections,
                Site.bind(plan, world.balancers()),
                world.health(),
                world.crew(),
                store.migrations().under(row.number(), ownership.lease()),
                () -> world.deliveries().of(plan),
                store.catalogue().environment(plan),
                new Site.Doors(drainDoor, store.door()));
    }

    /** Plans with what is so now; null when it cannot be done, which ends it, or must be approved first. */
    private @Nullable Plan begin(Ledger ledger, String fleetName) throws LostOwnership, JournalUnavailable {
        var planned =
                store.catalogue().plan(ledger.state().request(), store.queue().records(fleetName));
        return switch (planned) {
            case Planner.Planned.Yes yes -> {
                var unapproved = unapproved(ledger, yes.plan());
                if (unapproved != null) {
                    ledger.append(List.of(unapproved)); // which gives its turn to others
                    yield null;
                }
                ledger.append(List.of(new Event.Planned(yes.plan())));
                yield yes.plan();
            }
            case Planner.Planned.No no -> {
                ledger.append(List.of(new Event.Finished(Status.FAILED, no.reason())));
                yield null;
            }
        };
    }

    /** What must be approved first; null: nothing, or exactly this plan was approved. */
    private Event.@Nullable ApprovalAsked unapproved(Ledger ledger, Plan plan) throws JournalUnavailable {
        var needed = store.catalogue().approval(plan);
        if (needed == null || ledger.state().approved(needed.subject())) {
            return null;
        }
        var again = ledger.state().approval() == null ? Approvals.SINCE : Approvals.CHANGED;
        return new Event.ApprovalAsked(needed.subject(), needed.required(), needed.fourEyes(), needed.until(), again);
    }

    /** A queued deployment can be ended without its turn. */
    private void cancelQueued(Queue.Row row) throws LostOwnership, JournalUnavailable {
        var said = store.words().after(row.number(), 0);
        if (said.stream().noneMatch(s -> s.event().choice() == Choice.CANCEL)) {
            return;
        }
        var ownership = own(row);
        var ledger = open(row, ownership);
        ledger.takeWords();
        ledger.append(List.of(new Event.Finished(Status.CANCELLED, "cancelled while it was queued")));
    }
}
