package dev.slipway.api;

import dev.slipway.deployment.NodeRecord.TakenOut;
import dev.slipway.fleet.ApprovalRule;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Hold;
import dev.slipway.fleet.HostKeys;
import dev.slipway.fleet.WindowTable;
import dev.slipway.history.FleetView.Node;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fleet as the API shows it.
 *
 * @param release what is live; null before the first deployment
 * @param running number of the deployment under way; null when there is none
 * @param queued numbers of those that wait for their turn, oldest first
 * @param waiting numbers of those that wait for approval, oldest first
 * @param approvals null: nobody has to approve
 * @param hold who froze the fleet; null: nobody
 * @param automaticHold why automatic deployments are refused; null: they are not
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
        @Nullable Approvals approvals,
        @Nullable HoldView hold,
        @Nullable HoldView automaticHold,
        @Nullable WindowView window,
        List<NodeView> nodes) {

    static FleetView of(Fleet fleet, dev.slipway.history.FleetView seen) {
        var nodes = fleet.nodes().stream()
                .map(n -> NodeView.of(
                        n,
                        seen.nodes().stream()
                                .filter(s -> s.name().equals(n.name()))
                                .findFirst()
                                .orElse(null)))
                .toList();
        return new FleetView(
                fleet.name(),
                fleet.application(),
                fleet.environment(),
                seen.release(),
                seen.previousRelease(),
                seen.liveSince(),
                seen.running(),
                seen.queued(),
                seen.waiting(),
                Approvals.of(fleet.approvals()),
                HoldView.of(seen.hold()),
                HoldView.of(seen.automaticHold()),
                WindowView.of(seen.window()),
                nodes);
    }

    /** Who must say yes before a deployment begins, in the words of the fleet document. */
    public record Approvals(int required, boolean fourEyes, String expires, List<String> kinds) {
        static @Nullable Approvals of(@Nullable ApprovalRule rule) {
            return rule == null
                    ? null
                    : new Approvals(rule.required(), rule.fourEyes(), rule.expiresAsWritten(), rule.kinds());
        }
    }

    /**
     * A hold as the API shows it.
     *
     * @param until null: until somebody lifts it
     * @param deployment the rollback that put it; null: a person did
     */
    public record HoldView(
            String by,
            String reason,
            Instant since,
            @Nullable Instant until,
            @Nullable Long deployment) {
        static @Nullable HoldView of(@Nullable Hold hold) {
            return hold == null
                    ? null
                    : new HoldView(hold.by(), hold.reason(), hold.since(), hold.until(), hold.deployment());
        }
    }

    /**
     * What the windows say, as the API shows it.
     *
     * @param state {@code open}, {@code closed} or {@code frozen}
     * @param until when that changes
     * @param coming the next freeze in words; null: none is near
     */
    public record WindowView(
            String state,
            Instant until,
            String told,
            @Nullable String coming) {
        static @Nullable WindowView of(WindowTable.@Nullable Row row) {
            return row == null ? null : new WindowView(row.state().word(), row.until(), row.told(), row.coming());
        }
    }

    /**
     * A node as the API shows it.
     *
     * @param hostKey the fingerprint of the pinned key; null until a person accepted one
     * @param release what {@code current} points to, as last seen
     * @param runningRelease what the process answered, as last seen; null: not checked
     * @param problem why a person must look at it; null when nobody must
     * @param takenOut the person who wants it out of rotation; null: nobody
     */
    public record NodeView(
            String name,
            String host,
            int port,
            @Nullable String hostKey,
            Map<String, String> labels,
            Map<String, String> members,
            @Nullable String release,
            @Nullable String runningRelease,
            String rotation,
            @Nullable Instant lastContact,
            @Nullable String problem,
            @Nullable TakenOut takenOut) {

        static NodeView of(dev.slipway.fleet.Node node, @Nullable Node seen) {
            String key = node.hostKey();
            return new NodeView(
                    node.name(),
                    node.host(),
                    node.port(),
                    key == null ? null : HostKeys.fingerprint(key),
                    node.labels(),
                    node.members(),
                    seen == null ? null : seen.release(),
                    seen == null ? null : seen.runningRelease(),
                    seen == null ? "unknown" : seen.rotation(),
                    seen == null ? null : seen.lastContact(),
                    seen == null ? null : seen.problem(),
                    seen == null ? null : seen.takenOut());
        }
    }
}
