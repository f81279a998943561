package dev.slipway.engine;

import dev.slipway.deployment.DeploymentState;
import dev.slipway.deployment.NodeProgress;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.deployment.NodeRecord.Rotation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a deployment's state says about the nodes themselves. */
final class Records {
    private Records() {}

    /** Records that differ from those known; the map is brought up to date. */
    static List<NodeRecord> changed(DeploymentState state, long number, Map<String, NodeRecord> known, Instant now) {
        var changed = new ArrayList<NodeRecord>();
        for (var node : state.nodes()) {
            if (node.attempts().isEmpty()) {
                continue;
            }
            var before = known.getOrDefault(node.name(), NodeRecord.unseen(node.name()));
            var after = record(node, number, before, now);
            if (!after.equals(withContact(before, after.lastContact()))) {
                known.put(node.name(), after);
                changed.add(after);
            }
        }
        return changed;
    }

    private static NodeRecord record(NodeProgress node, long number, NodeRecord before, Instant now) {
        var state = node.state();
        return new NodeRecord(
                node.name(),
                node.current(),
                running(node, before),
                proved(node, before),
                rotation(node, before),
                node.outByUs() && node.ours() ? (Long) number : node.left() ? null : before.drainedBy(),
                node.stuck() && node.failure() != null
                        ? node.failure().sentence()
                        : state == NodeProgress.State.DONE || state == NodeProgress.State.UNDONE
                                ? null
                                : before.problem(),
                now);
    }

    private static @Nullable String running(NodeProgress node, NodeRecord before) {
        if (node.answers() != null) {
            return node.answers();
        }
        return node.activationBegun() ? null : before.running();
    }

    /** Only a finished switch proves; from the first drain to that, nothing is. */
    private static @Nullable String proved(NodeProgress node, NodeRecord before) {
        return switch (node.state()) {
            case DONE, UNDONE -> node.current();
            case WAITING, STAGING, STAGED -> before.proved();
            case SWITCHING, SKIPPED, FAILED -> node.left() || node.activationBegun() ? null : before.proved();
        };
    }

    private static Rotation rotation(NodeProgress node, NodeRecord before) {
        if (node.outByUs()) {
            return node.drained() ? Rotation.OUT : Rotation.DRAINING;
        }
        return node.left() ? (node.returned() ? Rotation.IN : Rotation.OUT) : before.rotation();
    }

    private static NodeRecord withContact(NodeRecord record, @Nullable Instant contact) {
        return new NodeRecord(
                record.name(),
                record.current(),
                record.running(),
                record.proved(),
                record.rotation(),
                record.drainedBy(),
                record.problem(),
                contact);
    }
}
