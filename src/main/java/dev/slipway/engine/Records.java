package dev.slipway.engine;

import dev.slipway.deployment.DeploymentState;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeProgress;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.deployment.NodeRecord.Rotation;
import dev.slipway.deployment.NodeRecord.TakenOut;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
            var after = record(state, node, number, before, now);
            if (!after.equals(withContact(before, after.lastContact()))) {
                known.put(node.name(), after);
                changed.add(after);
            }
        }
        return changed;
    }

    private static NodeRecord record(
            DeploymentState whole, NodeProgress node, long number, NodeRecord before, Instant now) {
        var state = node.state();
        var takenOut = takenOut(whole, node, number, before);
        var seen = kind(whole) != Kind.TAKE_OUT; // that one does not speak to the node
        return new NodeRecord(
                node.name(),
                seen ? node.current() : before.current(),
                running(node, before),
                seen ? proved(node, before) : before.proved(),
                rotation(whole, node, before),
                takenOut != null ? null : drainedBy(node, number, before),
                node.stuck() && node.failure() != null
                        ? node.failure().sentence()
                        : state == NodeProgress.State.DONE || state == NodeProgress.State.UNDONE
                                ? null
                                : before.problem(),
                seen ? now : before.lastContact(),
                takenOut,
                weights(node, before));
    }

    /** What was seen first holds: another weight later is a drift, until a person agrees to it. */
    private static Map<String, Integer> weights(NodeProgress node, NodeRecord before) {
        var weights = new HashMap<>(node.weights());
        weights.putAll(before.weights());
        return weights;
    }

    private static @Nullable Kind kind(DeploymentState whole) {
        var plan = whole.plan();
        return plan == null ? null : plan.kind();
    }

    private static @Nullable Long drainedBy(NodeProgress node, long number, NodeRecord before) {
        return node.outByUs() && node.ours() ? (Long) number : node.left() ? null : before.drainedBy();
    }

    /** A person's decision outlasts every deployment but the one by which a person takes it back. */
    private static @Nullable TakenOut takenOut(
            DeploymentState whole, NodeProgress node, long number, NodeRecord before) {
        var kind = kind(whole);
        var state = node.state();
        if (kind == Kind.PUT_BACK) {
            return state == NodeProgress.State.DONE ? null : before.takenOut();
        }
        if (kind == Kind.TAKE_OUT && state == NodeProgress.State.UNDONE) {
            return null;
        }
        if (kind == Kind.TAKE_OUT && state == NodeProgress.State.DONE && before.takenOut() == null) {
            var since = node.leftAt();
            return since == null
                    ? null
                    : new TakenOut(whole.request().by(), whole.request().reason(), since, number);
        }
        return before.takenOut();
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

    private static Rotation rotation(DeploymentState whole, NodeProgress node, NodeRecord before) {
        if (kind(whole) == Kind.PUT_BACK && node.state() == NodeProgress.State.DONE) {
            return Rotation.IN; // also one that had been in all the time
        }
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
                contact,
                record.takenOut(),
                record.weights());
    }
}
