package dev.slipway.deployment;

import dev.slipway.fleet.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where one node stands in a deployment: a fold of the journal, changed by {@link DeploymentState} alone. */
public final class NodeProgress {
    final Plan.NodePlan plan;
    final List<StepAttempt> attempts = new ArrayList<>();
    final Set<String> done = new LinkedHashSet<>();
    final Set<String> oursToPutBack = new LinkedHashSet<>();
    final Map<String, LogPosition> taken = new LinkedHashMap<>();
    final Map<String, Integer> weights = new LinkedHashMap<>();

    @Nullable String running;

    @Nullable Failure failure;

    Event.@Nullable Sort sort;

    @Nullable String failedStep;

    @Nullable String current;

    @Nullable String previous;

    @Nullable String answers;

    Duration outBefore = Duration.ZERO;

    @Nullable Instant leftAt;

    @Nullable Instant backAt;

    boolean activationBegun;
    boolean leftOut;

    @Nullable Instant changedAt;

    boolean alreadyRight;
    boolean undone;
    boolean undoFailed;
    boolean skipped;
    long doneOrder;

    NodeProgress(Plan.NodePlan plan) {
        this.plan = plan;
        this.current = plan.recordedRelease();
        this.previous = plan.recordedRelease();
    }

    /** Up to where the output of its jobs is in the log. */
    public Map<String, LogPosition> taken() {
        return Map.copyOf(taken);
    }

    /** The node's name. */
    public String name() {
        return plan.name();
    }

    /** Every attempt at every step, oldest first. */
    public List<StepAttempt> attempts() {
        return List.copyOf(attempts);
    }

    /** What {@code current} points to, as last seen; null: nothing. */
    public @Nullable String current() {
        return current;
    }

    /** What {@code current} pointed to before this deployment; null: nothing. */
    public @Nullable String previous() {
        return previous;
    }

    /** What the process answered as its release in this deployment; null: not checked. */
    public @Nullable String answers() {
        return answers;
    }

    /** Whether it was in service somewhere before we drained it: then it is ours to put back. */
    public boolean ours() {
        return !oursToPutBack.isEmpty();
    }

    /** Balancers in which it was in service before we drained it. */
    public Set<String> oursToPutBack() {
        return Set.copyOf(oursToPutBack);
    }

    /** What its members weighed when they were put back in this deployment, by balancer. */
    public Map<String, Integer> weights() {
        return Map.copyOf(weights);
    }

    /** Whether it left rotation in this deployment. */
    public boolean left() {
        return leftAt != null;
    }

    /** Whether we drained it and it is not yet confirmed back. */
    public boolean outByUs() {
        return leftAt != null && backAt == null;
    }

    /** Whether its balancers said, in this round, that nothing is in flight on it. */
    public boolean drained() {
        return done.contains(Steps.DRAIN);
    }

    /** Whether it is back in at least one balancer, or has none. */
    public boolean returned() {
        return backAt != null && !leftOut;
    }

    /** When its release or process was first touched in the present round; null: not yet. */
    public @Nullable Instant changedAt() {
        return changedAt;
    }

    /** When it was last drained in this deployment. */
    public @Nullable Instant leftAt() {
        return leftAt;
    }

    /** Whether the link was, or may have been, moved in the present round. */
    public boolean activationBegun() {
        return activationBegun;
    }

    /** Why it failed; null when it did not. */
    public @Nullable Failure failure() {
        return failure;
    }

    /** From each drain command to being confirmed back, or to now, added up; null when it never left. */
    public @Nullable Duration outOfRotation(Instant now) {
        return leftAt == null ? null : outBefore.plus(Duration.between(leftAt, backAt == null ? now : backAt));
    }

    void leaves(Instant at) {
        if (leftAt != null && backAt == null) {
            return; // it is out, and this is the same leaving again after a crash
        }
        if (leftAt != null) {
            outBefore = outBefore.plus(Duration.between(leftAt, backAt));
        }
        leftAt = at;
        backAt = null;
    }

    /** It is tried again: its switch from the start, or only the way back if that is what failed. */
    void retry() {
        var undoing = Steps.UNDO.equals(failedStep);
        failure = null;
        sort = null;
        failedStep = null;
        if (undoing && doneOrder > 0) {
            undoFailed = false; // it is the way back that is tried again
            return;
        }
        undone = false;
        undoFailed = false;
        changedAt = null;
        done.removeAll(plan.switchover());
        done.remove(Steps.UNDO);
    }

    /** A person said how the migration ended, where its step failed here. */
    void migrationSettled(boolean applied) {
        if (failedStep == null || !failedStep.startsWith(Steps.MIGRATE)) {
            return;
        }
        if (applied) {
            done.add(failedStep);
        }
        failure = null;
        failedStep = null;
    }

    /** Where it stands. */
    public State state() {
        if (skipped) {
            return State.SKIPPED;
        }
        if (undone) {
            return State.UNDONE;
        }
        if (stuck() || (failure != null && !needsUndo())) {
            return State.FAILED;
        }
        if (failure != null) {
            return State.SWITCHING;
        }
        if (done.containsAll(plan.switchover())) {
            return State.DONE;
        }
        if (switchBegun()) {
            return State.SWITCHING;
        }
        if (done.containsAll(plan.stage())) {
            return State.STAGED;
        }
        return attempts.stream().allMatch(a -> a.step().equals(Steps.PREFLIGHT)) ? State.WAITING : State.STAGING;
    }

    boolean switchBegun() {
        return alreadyRight
                ? done.contains(Steps.HEALTH) || Steps.HEALTH.equals(running) || failure != null
                : switching();
    }

    private boolean switching() {
        return (running != null && plan.switchover().contains(running))
                || plan.switchover().stream().anyMatch(done::contains)
                || (failedStep != null && plan.switchover().contains(failedStep));
    }

    /** It failed after it left rotation, or may have, and there is something to put back. */
    boolean needsUndo() {
        return failure != null && !asks() && !undone && !undoFailed && (activationBegun ? previous != null : outByUs());
    }

    /** What stopped it is for a person to decide, not for the way back. */
    boolean asks() {
        return sort == Event.Sort.CAPACITY || sort == Event.Sort.BY_HAND;
    }

    /** The whole deployment goes back, and so does what only asked. */
    void goesBack() {
        sort = sort == Event.Sort.BY_HAND ? Event.Sort.ORDINARY : sort;
    }

    /** It is out because a person wants it so, and cannot even be looked at: nobody waits for it. */
    boolean aside() {
        return plan.takenOut() != null && failure != null && Steps.PREFLIGHT.equals(failedStep);
    }

    /** It could be neither finished nor put back. */
    public boolean stuck() {
        return undoFailed || (failure != null && outByUs() && !needsUndo() && !undone);
    }

    boolean failedAndSettled() {
        return failure != null && running == null && !needsUndo() && !skipped;
    }

    int nextAttempt(String step) {
        return 1 + (int) attempts.stream().filter(a -> a.step().equals(step)).count();
    }

    /** Where a node stands, in the order of life. */
    public enum State {
        /** Nothing was done yet. */
        WAITING,
        /** The release is on its way to it; it serves. */
        STAGING,
        /** The release lies on it; it serves. */
        STAGED,
        /** On its way out of rotation, through the restart, and back. */
        SWITCHING,
        /** Proved the release in rotation. */
        DONE,
        /** Put back on what it had. */
        UNDONE,
        /** A person said to go on without it. */
        SKIPPED,
        /** Did not get there; the failure says why. */
        FAILED;

        /** As programs read it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Whether it was switched over, so that what is left tidies up. */
    boolean inFinish() {
        return done.containsAll(plan.switchover());
    }

    void ended(Instant at, boolean failure, String said) {
        running = null;
        if (!attempts.isEmpty()) {
            attempts.addLast(attempts.removeLast().ended(at, failure, said));
        }
    }

    void learn(Map<String, String> facts) {
        if (facts.containsKey("current")) {
            current = facts.get("current");
        }
        if (facts.containsKey("running")) {
            answers = facts.get("running");
        }
        facts.forEach((name, value) -> {
            if (name.startsWith(Steps.WEIGHT)) {
                weights.put(name.substring(Steps.WEIGHT.length()), Integer.valueOf(value));
            }
        });
    }
}
