package dev.slipway.deployment;

import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Node;
import dev.slipway.pipeline.Pipeline;
import dev.slipway.release.Release;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From fleet, pipeline, release and what is known of the nodes to a plan. */
public final class Planner {
    private Planner() {}

    /** What came of planning. */
    public sealed interface Planned {
        /** It can be done like this. */
        record Yes(Plan plan) implements Planned {}

        /** It cannot, and why; with what would make it possible. */
        record No(String reason) implements Planned {}
    }

    /**
     * Plans.
     *
     * @param only the only nodes to plan for; empty: all that the kind concerns
     * @param known may lack nodes that were never seen
     */
    public static Planned plan(
            Kind kind,
            Fleet fleet,
            Pipeline pipeline,
            Release release,
            List<String> only,
            Map<String, NodeRecord> known) {
        if (fleet.nodes().isEmpty()) {
            return new Planned.No("Fleet " + fleet.name()
                    + " has no nodes: add some to its document, or look at what its discovery says");
        }
        var targets = (kind == Kind.CATCH_UP ? late(fleet, release, known) : fleet.nodes())
                .stream().filter(n -> only.isEmpty() || only.contains(n.name())).toList();
        var anyServes = fleet.nodes().stream().anyMatch(n -> of(n, known).proved() != null);
        var alone = fleet.nodes().size() == 1;
        if (alone && anyServes && balanced(fleet) && !fleet.strategy().allowInterruption() && !kind.byHand()) {
            return new Planned.No("Fleet " + fleet.name() + " has one node, so a deployment interrupts its service;"
                    + " set allowInterruption: true in its document to agree to that");
        }
        var wave = Math.min(fleet.strategy().wave(), fleet.nodes().size());
        var ordered = targets.stream()
                .sorted(Comparator.comparing((Node n) -> of(n, known).takenOut() != null)
                        .thenComparing(n -> serves(of(n, known))))
                .toList();
        var migration =
                migrates(kind, pipeline, release) ? ordered.stream().findFirst() : java.util.Optional.<Node>empty();
        var plans = new ArrayList<Plan.NodePlan>();
        for (var node : ordered) {
            plans.add(nodePlan(kind, node, of(node, known), pipeline, plans.isEmpty(), !only.isEmpty()));
        }
        return new Planned.Yes(new Plan(
                kind,
                fleet,
                pipeline,
                release,
                plans,
                wave,
                floor(kind, fleet),
                migration.map(Node::name).orElse(null),
                notes(fleet, alone, anyServes, pipeline, release, kind, plans),
                0,
                0));
    }

    /**
     * Members that must stay in service in each pool. Default: all but one wave, at least 1. None where a deployment
     * may interrupt the only node; a person who takes that one out has to insist.
     */
    public static int floor(Kind kind, Fleet fleet) {
        if (fleet.nodes().size() == 1) {
            return kind == Kind.TAKE_OUT ? 1 : 0;
        }
        var own = fleet.strategy().minInService();
        var wave = Math.min(fleet.strategy().wave(), fleet.nodes().size());
        return own != null ? own : Math.max(1, fleet.nodes().size() - wave);
    }

    private static Plan.NodePlan nodePlan(
            Kind kind, Node node, NodeRecord known, Pipeline pipeline, boolean first, boolean asItIs) {
        var stranded = known.drainedBy() != null;
        var takenOut = known.takenOut() == null ? null : known.takenOut().told();
        if (kind == Kind.TAKE_OUT) {
            // Not one word to the node: it may be out of order, which is why it is taken out.
            return new Plan.NodePlan(
                    node.name(), known.current(), stranded, List.of(), List.of(Steps.DRAIN), List.of(), takenOut, null);
        }
        if (kind == Kind.PUT_BACK || (asItIs && stranded)) {
            var proof = List.of(Steps.DRAIN, Steps.HEALTH, Steps.ADMIT, Steps.SETTLE);
            return new Plan.NodePlan(
                    node.name(),
                    known.proved(),
                    true,
                    List.of(Steps.PREFLIGHT),
                    proof,
                    List.of(),
                    null,
                    kind == Kind.PUT_BACK ? known.weights() : null);
        }
        var stage = new ArrayList<String>(List.of(Steps.PREFLIGHT));
        var change = new ArrayList<String>(List.of(Steps.DRAIN));
        if (kind != Kind.RESTART) {
            stage.add(Steps.DELIVER);
            pipeline.prepare().forEach(c -> stage.add(Steps.PREPARE + c.name()));
            change.add(Steps.ACTIVATE);
        }
        pipeline.activate().forEach(c -> change.add(Steps.RUN + c.name()));
        change.addAll(List.of(Steps.HEALTH, Steps.ADMIT, Steps.SETTLE));
        var finish = new ArrayList<String>();
        if (kind != Kind.RESTART) {
            pipeline.finish().stream().filter(c -> first || !c.once()).forEach(c -> finish.add(Steps.RUN + c.name()));
            finish.add(Steps.PRUNE);
        }
        // Nobody took out what was never in: who looks its servers up wants them in rotation.
        var enters = node.discovered() != null && known.proved() == null && takenOut == null;
        return new Plan.NodePlan(
                node.name(), known.proved(), stranded || enters, stage, change, finish, takenOut, null);
    }

    private static boolean migrates(Kind kind, Pipeline pipeline, Release release) {
        return switch (kind) {
            case DEPLOY, CATCH_UP -> pipeline.migrate() != null && release.migrations() != Release.Migrations.NONE;
            case ROLLBACK, RESTART, TAKE_OUT, PUT_BACK -> false;
        };
    }

    private static List<Node> late(Fleet fleet, Release release, Map<String, NodeRecord> known) {
        return fleet.nodes().stream()
                .filter(n -> !release.version().equals(of(n, known).proved()))
                .toList();
    }

    private static List<String> notes(
            Fleet fleet,
            boolean alone,
            boolean anyServes,
            Pipeline pipeline,
            Release release,
            Kind kind,
            List<Plan.NodePlan> nodes) {
        var notes = new ArrayList<String>();
        if (kind != Kind.TAKE_OUT) {
            nodes.stream()
                    .filter(n -> n.takenOut() != null)
                    .forEach(n -> notes.add(n.name() + " stays out of rotation: taken out by " + n.takenOut()));
        }
        if (alone && anyServes) {
            notes.add("One node: its service is interrupted while it restarts");
        }
        var approvals = fleet.approvals();
        if (approvals != null && approvals.covers(kind.word())) {
            notes.add("Nothing begins before it is approved: " + approvals.sentence());
        }
        if (fleet.health() == null) {
            notes.add("No health check: that the release answers is not checked");
        }
        if (kind == Kind.ROLLBACK && release.migrations() != Release.Migrations.NONE) {
            notes.add("Migrations are not undone");
        }
        if (kind == Kind.DEPLOY && pipeline.migrate() != null && release.migrations() == Release.Migrations.NONE) {
            notes.add("The release declares no migrations: the pipeline's migration is left out");
        }
        return notes;
    }

    private static boolean balanced(Fleet fleet) {
        return fleet.nodes().stream().anyMatch(n -> !n.members().isEmpty());
    }

    private static boolean serves(NodeRecord known) {
        return known.rotation() == NodeRecord.Rotation.IN;
    }

    private static NodeRecord of(Node node, Map<String, NodeRecord> known) {
        @Nullable NodeRecord record = known.get(node.name());
        return record == null ? NodeRecord.unseen(node.name()) : record;
    }
}
