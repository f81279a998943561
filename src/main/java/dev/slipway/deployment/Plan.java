package dev.slipway.deployment;

import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Node;
import dev.slipway.pipeline.Pipeline;
import dev.slipway.release.Release;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment will do, fixed when it starts: a later change of the fleet document does not touch it.
 *
 * @param nodes in the order in which they will be switched
 * @param wave nodes out of rotation together
 * @param floor members that must stay in service in each pool; 0: no floor
 * @param migrationNode where the migration runs, never re-elected; null: there is none to run
 * @param notes what the reader should know beforehand, e.g. that service will be interrupted
 * @param environment version of the fleet's environment files that the release runs with; 0: none
 * @param environmentBefore version that this release ran with when it was last deployed here; 0: none, or it never was
 */
public record Plan(
        Kind kind,
        Fleet fleet,
        Pipeline pipeline,
        Release release,
        List<NodePlan> nodes,
        int wave,
        int floor,
        @Nullable String migrationNode,
        List<String> notes,
        int environment,
        int environmentBefore) {

    public Plan {
        nodes = List.copyOf(nodes);
        notes = List.copyOf(notes);
    }

    /**
     * What one node goes through.
     *
     * @param recordedRelease the release that Slipway last proved here; null: none yet
     * @param stranded whether it is out of rotation and nobody wants it to be: an earlier deployment left it drained
     *     when it ended, or it was found and never served
     * @param stage steps while it still serves
     * @param switchover steps from its leaving rotation to its being back
     * @param finish steps after all nodes are done; their failure is told, but fails nothing
     * @param takenOut the person who wants it out of rotation, and why: it gets the release and stays out; null: nobody
     * @param weights what its members are to weigh again, by balancer; null: whatever they weigh
     */
    public record NodePlan(
            String name,
            @Nullable String recordedRelease,
            boolean stranded,
            List<String> stage,
            List<String> switchover,
            List<String> finish,
            @Nullable String takenOut,
            @Nullable Map<String, Integer> weights) {
        public NodePlan {
            stage = List.copyOf(stage);
            switchover = List.copyOf(switchover);
            finish = List.copyOf(finish);
        }

        /** Of a node that nobody took out. */
        public NodePlan(
                String name,
                @Nullable String recordedRelease,
                boolean stranded,
                List<String> stage,
                List<String> switchover,
                List<String> finish) {
            this(name, recordedRelease, stranded, stage, switchover, finish, null, null);
        }
    }

    /** The same plan with these versions of the environment files. */
    public Plan withEnvironment(int version, int before) {
        return new Plan(kind, fleet, pipeline, release, nodes, wave, floor, migrationNode, notes, version, before);
    }

    /** The same plan, whatever stays in service. */
    public Plan withoutFloor() {
        return new Plan(
                kind, fleet, pipeline, release, nodes, wave, 0, migrationNode, notes, environment, environmentBefore);
    }

    /** What the node of this name goes through. */
    public NodePlan nodePlan(String name) {
        return nodes.stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
    }

    /** The fleet's node of this name. */
    public Node node(String name) {
        return fleet.node(name).orElseThrow();
    }
}
