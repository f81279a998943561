package dev.slipway.notice;

import dev.slipway.deployment.DeploymentState;
import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeProgress;
import dev.slipway.deployment.Status;
import dev.slipway.deployment.Steps;
import dev.slipway.fleet.Moment;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The course of one deployment, entry by entry: which of them is a moment to tell about. */
final class Course {
    private final DeploymentState state = new DeploymentState();
    private final Set<String> stuck = new HashSet<>();
    private boolean begun;
    private Event.@Nullable StepFailed failed;

    /** Whether such an event may be a moment; whoever sees none of these need not read the journal. */
    static boolean mayMatter(Event event) {
        return switch (event) {
            case Event.Queued _,
                    Event.ApprovalAsked _,
                    Event.Planned _,
                    Event.StepFailed _,
                    Event.Held _,
                    Event.Finished _ -> true;
            case Event.Owned _,
                    Event.Overridden _,
                    Event.StepStarted _,
                    Event.StepDone _,
                    Event.LeavesRotation _,
                    Event.BackInRotation _,
                    Event.Output _,
                    Event.Told _,
                    Event.Paused _,
                    Event.RollingBack _ -> false;
        };
    }

    /** Takes the next entry; what it is worth telling. */
    Optional<Moment> next(Entry entry) {
        state.apply(entry);
        return Optional.ofNullable(
                switch (entry.event()) {
                    case Event.Queued _ -> Moment.QUEUED;
                    case Event.ApprovalAsked _ -> Moment.WAITING_APPROVAL;
                    case Event.Planned _ -> begins();
                    case Event.StepFailed e -> fails(e);
                    case Event.Held _ -> Moment.HELD;
                    case Event.Finished e -> end(e.status());
                    case Event.Told _,
                            Event.Overridden _,
                            Event.Owned _,
                            Event.StepStarted _,
                            Event.StepDone _,
                            Event.LeavesRotation _,
                            Event.BackInRotation _,
                            Event.Output _,
                            Event.Paused _,
                            Event.RollingBack _ -> null;
                });
    }

    private @Nullable Moment begins() {
        var first = !begun;
        begun = true;
        return first ? Moment.STARTED : null;
    }

    private @Nullable Moment fails(Event.StepFailed e) {
        // Why the way back was needed says more than that the way back failed too.
        if (failed == null || !e.step().equals(Steps.UNDO) || !e.node().equals(failed.node())) {
            failed = e;
        }
        return switch (e.sort()) {
            case ORDINARY, UNKNOWN, FAILED_BEFORE ->
                state.progress(e.node()).stuck() && stuck.add(e.node()) ? Moment.STUCK : null;
            case CAPACITY, BY_HAND -> null; // it holds, and asks
        };
    }

    private static @Nullable Moment end(Status status) {
        return switch (status) {
            case SUCCEEDED -> Moment.SUCCEEDED;
            case ROLLED_BACK -> Moment.ROLLED_BACK;
            case FAILED -> Moment.FAILED;
            case CANCELLED -> Moment.CANCELLED;
            case SUPERSEDED -> Moment.SUPERSEDED;
            case QUEUED, WAITING_APPROVAL, PREPARING, MIGRATING, SWITCHING, PAUSED, HELD, ROLLING_BACK -> null;
        };
    }

    DeploymentState state() {
        return state;
    }

    /** What failed last, unless all went well since; null: nothing. */
    Event.@Nullable StepFailed failed() {
        return state.status() == Status.SUCCEEDED ? null : failed;
    }

    /** Nodes that this deployment drained and did not bring back. */
    List<String> stranded() {
        return state.nodes().stream()
                .filter(n -> n.stuck() || (state.status().over() && n.outByUs() && !stays()))
                .map(NodeProgress::name)
                .toList();
    }

    /** A person wants its nodes out. */
    private boolean stays() {
        return state.request().kind() == Kind.TAKE_OUT;
    }

    /** What most of its nodes had before, if that is another release. */
    @Nullable String previous() {
        var plan = state.plan();
        return plan == null
                ? null
                : plan.nodes().stream()
                        .map(node -> node.recordedRelease())
                        .filter(Objects::nonNull)
                        .filter(release -> !release.equals(state.request().release()))
                        .findFirst()
                        .orElse(null);
    }
}
