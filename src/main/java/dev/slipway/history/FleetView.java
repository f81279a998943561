package dev.slipway.history;

import dev.slipway.fleet.ApprovalRule;
import java.time.Instant;
import java.util.List;
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
        List<Node> nodes) {
    public FleetView {
        queued = List.copyOf(queued);
        waiting = List.copyOf(waiting);
        balancers = List.copyOf(balancers);
        nodes = List.copyOf(nodes);
    }

    /**
     * One node.
     *
     * @param release what {@code current} points to, as last seen
     * @param runningRelease what the process answered, as last seen; null: not checked
     * @param rotation {@code in}, {@code draining}, {@code out}, {@code failing} or {@code unknown}
     * @param lastContact null: never
     * @param problem why a person must look at it; null when nobody must
     */
    public record Node(
            String name,
            String host,
            @Nullable String release,
            @Nullable String runningRelease,
            String rotation,
            @Nullable Instant lastContact,
            @Nullable String problem) {}
}
