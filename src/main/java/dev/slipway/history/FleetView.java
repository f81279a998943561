package dev.slipway.history;

import dev.slipway.deployment.NodeRecord.TakenOut;
import dev.slipway.fleet.ApprovalRule;
import dev.slipway.fleet.Hold;
import dev.slipway.fleet.WindowTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fleet as people and other programs read it.
 *
 * @param release what the last succeeded deployment or rollback made live; null before the first
 * @param previousRelease what a rollback would bring back; null when there is none
 * @param running number of the deployment under way (running, paused or held); null when there is none
 * @param queued numbers of those that wait for their turn, oldest first
 * @param waiting numbers of those that wait for approval, oldest first
 * @param approvals who must say yes before a deployment begins; null: nobody
 * @param hold who froze the fleet, and why; null: nobody
 * @param automaticHold why triggers may not begin anything here; null: they may
 * @param window what the fleet's windows say; null: it has none
 */
public record FleetView(
        String name,
        String application,
        String environment,
        @Nullable String release,
        @Nullable String previousRelease,
        @Nullable Instant liveSince,
        @Nullable Long running,
        List<Long> queued,
        List<Long> waiting,
        @Nullable ApprovalRule approvals,
        List<String> balancers,
        int wave,
        List<Node> nodes,
        @Nullable Hold hold,
        @Nullable Hold automaticHold,
        WindowTable.@Nullable Row window) {
    public FleetView {
        queued = List.copyOf(queued);
        waiting = List.copyOf(waiting);
        balancers = List.copyOf(balancers);
        nodes = List.copyOf(nodes);
    }

    /** Of a fleet without any hold. */
    public FleetView(
            String name,
            String application,
            String environment,
            @Nullable String release,
            @Nullable String previousRelease,
            @Nullable Instant liveSince,
            @Nullable Long running,
            List<Long> queued,
            List<Long> waiting,
            @Nullable ApprovalRule approvals,
            List<String> balancers,
            int wave,
            List<Node> nodes) {
        this(
                name,
                application,
                environment,
                release,
                previousRelease,
                liveSince,
                running,
                queued,
                waiting,
                approvals,
                balancers,
                wave,
                nodes,
                null,
                null,
                null);
    }

    /** The same fleet with these holds and windows. */
    public FleetView stopped(@Nullable Hold freeze, @Nullable Hold automatic, WindowTable.@Nullable Row windows) {
        return new FleetView(
                name,
                application,
                environment,
                release,
                previousRelease,
                liveSince,
                running,
                queued,
                waiting,
                approvals,
                balancers,
                wave,
                nodes,
                freeze,
                automatic,
                windows);
    }

    /**
     * One node.
     *
     * @param release what {@code current} points to, as last seen
     * @param runningRelease what the process answered, as last seen; null: not checked
     * @param rotation {@code in}, {@code draining}, {@code out}, {@code failing} or {@code unknown}
     * @param lastContact null: never
     * @param problem why a person must look at it; null when nobody must
     * @param takenOut the person who wants it out of rotation; null: nobody
     * @param weights what its members weighed when they were last put back, by balancer
     */
    public record Node(
            String name,
            String host,
            @Nullable String release,
            @Nullable String runningRelease,
            String rotation,
            @Nullable Instant lastContact,
            @Nullable String problem,
            @Nullable TakenOut takenOut,
            Map<String, Integer> weights) {
        public Node {
            weights = Map.copyOf(weights);
        }

        /** Of a node that nobody took out. */
        public Node(
                String name,
                String host,
                @Nullable String release,
                @Nullable String runningRelease,
                String rotation,
                @Nullable Instant lastContact,
                @Nullable String problem) {
            this(name, host, release, runningRelease, rotation, lastContact, problem, null, Map.of());
        }
    }
}
