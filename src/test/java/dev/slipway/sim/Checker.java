package dev.slipway.sim;

import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.deployment.Choice;
import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeProgress;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.deployment.Status;
import dev.slipway.node.Fence;
import dev.slipway.node.Job;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Watches the simulated world, not the engine, and throws when a promise is broken. */
final class Checker {
    /** Between the engine's look at the pool and its drain a person may take another member out; that is his doing. */
    private static final Duration BY_HAND = Duration.ofSeconds(30);

    private final World world;
    private final Map<String, Integer> migrations = new TreeMap<>();
    private final Set<String> applied = new HashSet<>();
    private final Map<Long, Map<String, Integer>> steps = new HashMap<>();
    private int decisions;

    Checker(World world) {
        this.world = world;
    }

    private void require(boolean holds, Promise promise, String otherwise) {
        if (!holds) {
            throw new Violation(promise, otherwise + ", at " + world.schedule().now());
        }
    }

    /** Exit status of the verify command: whether the newest migration that began was applied. */
    int verify() {
        return world.database().rows().stream()
                        .filter(r -> !r.over && r.started)
                        .anyMatch(r -> applied.contains(r.state.request().release()))
                ? 0
                : 1;
    }

    Map<String, Integer> migrations() {
        return migrations;
    }

    void told(Choice choice) {
        if (choice == Choice.RETRY || choice == Choice.NOT_APPLIED) {
            decisions++;
        }
    }

    void migrated(String release) {
        applied.add(release);
    }

    /** A job begins to run on a node. */
    void executes(SimNode node, Job job, boolean again) {
        require(!again, Promise.I3, "job " + job.id() + " runs a second time on " + node.name());
        if (!job.run().equals("migrate")) {
            return;
        }
        var runs = migrations.merge(job.release(), 1, Integer::sum);
        var command = world.scenario().pipeline().migrate();
        var mayRepeat = command != null && command.idempotent();
        require(
                mayRepeat || runs <= 1 + decisions,
                Promise.I2,
                "migration of " + job.release() + " runs " + runs + " times after " + decisions + " decisions");
    }

    void actsOnNode(SimNode node, Fence fence, long seen, String verb) {
        require(
                fence.epoch() >= seen,
                Promise.I4,
                verb + " on " + node.name() + " under epoch " + fence.epoch() + " after " + seen);
    }

    void actsOnBalancer(Machine machine, String verb) {
        var under = world.database().rows().stream()
                .filter(r -> r.started && !r.over)
                .toList();
        require(!under.isEmpty(), Promise.I8, verb + " by " + machine.tag() + ", and no deployment is under way");
        var owners = under.stream()
                .map(r -> String.valueOf(world.database().ownerOf(r.epoch)))
                .toList();
        require(
                owners.contains(machine.tag()),
                Promise.I4,
                verb + " by " + machine.tag() + ", but what is under way belongs to " + owners);
    }

    /** A member that was in service leaves by our command. */
    void leaves(String name) {
        var quiet = world.pool()
                .lastByHand()
                .plus(BY_HAND)
                .isBefore(world.schedule().now());
        var others = world.pool().others(name);
        var floor = world.scenario().floor();
        require(
                !quiet || others >= floor,
                Promise.I1,
                name + " leaves, and " + others + " stay where " + floor + " must");
        var out = world.nodes().keySet().stream()
                .filter(world.pool()::oursOut)
                .filter(n -> !stuck(n) && !takenOut(n) && !world.pool().contested(n))
                .toList();
        require(
                out.size() <= world.scenario().fleet().strategy().wave(),
                Promise.I1,
                out + " are out together in a wave of "
                        + world.scenario().fleet().strategy().wave());
        shown();
    }

    /** Could be neither finished nor put back, and is named: it counts against the floor, not against the wave. */
    private boolean stuck(String name) {
        var record = world.database().records().get(name);
        var drainedBy = record == null ? null : record.drainedBy();
        if (drainedBy == null) {
            return false;
        }
        var row = world.database().row(drainedBy);
        return row.over || row.state.progress(name).failure() != null;
    }

    /** A person wants it out: it counts against the floor, not against the wave. */
    private boolean takenOut(String name) {
        var record = world.database().records().get(name);
        return record != null && record.takenOut() != null;
    }

    /** A node that even the catch-up could not put back is named by it. */
    private long lastCatchUp() {
        return world.database().rows().stream()
                .filter(r -> r.state.request().kind() == Kind.CATCH_UP)
                .mapToLong(r -> r.number)
                .max()
                .orElse(0);
    }

    private void shown() {
        for (var name : world.nodes().keySet()) {
            var record = world.database().records().get(name);
            require(
                    !world.pool().oursOut(name)
                            || (record != null
                                    && (record.drainedBy() != null
                                            || record.rotation() == NodeRecord.Rotation.OUT
                                            || record.rotation() == NodeRecord.Rotation.DRAINING)),
                    Promise.I5,
                    name + " is " + world.pool().rotation(name) + " by our command, and its record says " + record);
        }
    }

    /** The application is stopped by a command of ours. */
    void processEnds(SimNode node) {
        if (world.pool().touched(node.name())) {
            return;
        }
        require(
                world.pool().rotation(node.name()) != Rotation.IN
                        && world.pool().inFlight(node.name()) == 0,
                Promise.NO_REQUEST_LOST,
                node.name() + " is stopped while it is " + world.pool().rotation(node.name()) + " with "
                        + world.pool().inFlight(node.name()) + " requests in flight");
    }

    void appended(Database.Row row, Entry entry) {
        var journal = row.journal;
        if (journal.size() > 1) {
            var before = journal.get(journal.size() - 2);
            require(entry.number() == before.number() + 1, Promise.JOURNAL, "a gap before " + entry.number());
            require(entry.epoch() >= before.epoch(), Promise.I4, "epoch " + entry.epoch() + " after " + before.epoch());
            require(
                    !(before.event() instanceof Event.Finished),
                    Promise.JOURNAL,
                    "deployment " + row.number + " goes on after its end: " + entry.event());
        }
        var open = steps.computeIfAbsent(row.number, key -> new HashMap<>());
        switch (entry.event()) {
            case Event.StepStarted e -> {
                require(
                        !world.scenario().asksFor(row.state.request().kind())
                                || row.state.approved(row.state.request().release()),
                        Promise.APPROVED,
                        e.step() + " on " + e.node() + " begins, and nobody approved deployment " + row.number);
                var key = e.node() + " " + e.step() + " " + e.attempt();
                require(open.put(key, 0) == null, Promise.JOURNAL, key + " starts twice");
            }
            case Event.StepDone e -> outcome(open, e.node() + " " + e.step() + " " + e.attempt());
            case Event.StepFailed e -> outcome(open, e.node() + " " + e.step() + " " + e.attempt());
            case Event.Finished e -> {
                open.forEach((key, outcomes) -> require(outcomes == 1, Promise.JOURNAL, key + " has no outcome"));
                if (e.status() == Status.SUCCEEDED || e.status() == Status.ROLLED_BACK) {
                    claimed(row);
                }
            }
            case Event.Queued _,
                    Event.ApprovalAsked _,
                    Event.Overridden _,
                    Event.Owned _,
                    Event.Planned _,
                    Event.LeavesRotation _,
                    Event.BackInRotation _,
                    Event.Output _,
                    Event.Told _,
                    Event.Paused _,
                    Event.Held _,
                    Event.RollingBack _ -> {
                // no claim and no outcome
            }
        }
    }

    private void outcome(Map<String, Integer> open, String key) {
        require(
                Integer.valueOf(0).equals(open.get(key)),
                Promise.JOURNAL,
                key + " ends without having begun, or twice");
        open.put(key, 1);
    }

    /** What the deployment says of its nodes when it ends well. */
    private void claimed(Database.Row row) {
        for (var node : row.state.nodes()) {
            if (node.state() == NodeProgress.State.DONE || node.state() == NodeProgress.State.UNDONE) {
                inOrOut(row, node);
                if (row.state.request().kind() == Kind.TAKE_OUT) {
                    continue; // it does not speak to the node, and claims nothing of it
                }
                var sim = world.node(node.name());
                var version = node.current();
                require(
                        sim.current().equals(version),
                        Promise.I6,
                        node.name() + " is said to be on " + version + " and is on " + sim.current());
                // A process that a fault stopped afterwards is not the deployment's claim.
                require(
                        sim.process() == null || version == null || version.equals(sim.answers()),
                        Promise.I6,
                        node.name() + " is said to run " + version + " and answers " + sim.answers());
            }
        }
    }

    private void inOrOut(Database.Row row, NodeProgress node) {
        var out = staysOut(row, node);
        require(
                (world.pool().rotation(node.name()) == Rotation.IN) != out
                        || world.pool().touched(node.name()),
                Promise.I6,
                node.name() + " is said to be done and is " + world.pool().rotation(node.name()));
    }

    /** Whether the deployment leaves it out, because a person wants it so. */
    private static boolean staysOut(Database.Row row, NodeProgress node) {
        var plan = row.state.plan();
        if (plan == null) {
            return false;
        }
        var taken = plan.kind() == Kind.TAKE_OUT && node.state() == NodeProgress.State.DONE;
        return taken
                || (plan.kind() != Kind.TAKE_OUT && plan.nodePlan(node.name()).takenOut() != null);
    }

    /** After every write of the engine. */
    void wrote(Database.Row row) {
        shown();
        var running = world.database().rows().stream()
                .filter(r -> r.started && !r.over)
                .map(r -> r.number)
                .toList();
        require(running.size() <= 1, Promise.I7, "deployments " + running + " run at once");
    }

    void atTheEnd() {
        var left = world.database().strandedAndFit().stream()
                .filter(r -> !world.pool().touched(r.name()))
                .filter(r -> !Long.valueOf(lastCatchUp()).equals(r.drainedBy()))
                .toList();
        require(left.isEmpty(), Promise.I5, "left out though they prove themselves fit: " + left);
        world.database()
                .rows()
                .forEach(r -> require(
                        r.over,
                        Promise.ENDS,
                        "deployment " + r.number + " is still " + r.status + ": " + r.state.reason()));
        shown();
        for (var name : world.nodes().keySet()) {
            var record = world.database().records().get(name);
            require(
                    record == null
                            || record.drainedBy() == null
                            || world.pool().touched(name)
                            || world.pool().rotation(name) != Rotation.IN,
                    Promise.I5,
                    name + " is in service and its record says that we drained it: " + record);
        }
    }
}
