package dev.slipway.deployment;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A deployment as its journal tells: the fold of all entries. Not safe for several threads. */
public final class DeploymentState {
    private final Map<String, NodeProgress> nodes = new LinkedHashMap<>();
    private Event.@Nullable Queued request;
    private Event.@Nullable Overridden overridden;
    private @Nullable Plan plan;
    private @Nullable Approval approval;
    private @Nullable Instant queuedAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private @Nullable Status finished;
    private @Nullable String reason;
    private @Nullable Question question;
    private Migration migration = Migration.none();
    private @Nullable String words;
    private boolean paused;
    private boolean pauseAsked;
    private boolean cancelAsked;
    private boolean rollbackAsked;
    private boolean rollingBack;
    private int holds;
    private long number;
    private long order;

    /** The fold of these entries, in order. */
    public static DeploymentState of(Collection<Entry> entries) {
        var state = new DeploymentState();
        entries.forEach(state::apply);
        return state;
    }

    /** Takes one more entry. */
    public void apply(Entry entry) {
        number = entry.number();
        var at = entry.at();
        switch (entry.event()) {
            case Event.Queued e -> {
                request = e;
                queuedAt = at;
            }
            case Event.ApprovalAsked e -> {
                approval = Approval.asked(e);
                startedAt = null; // it had its turn, and must wait for another one
            }
            case Event.Overridden e -> overridden = e;
            case Event.Owned _ -> {
                if (startedAt == null) {
                    startedAt = at;
                }
            }
            case Event.Planned e -> {
                plan = e.plan();
                e.plan().nodes().forEach(n -> nodes.put(n.name(), new NodeProgress(n)));
            }
            case Event.StepStarted e -> started(node(e.node()), e, at);
            case Event.StepDone e -> done(node(e.node()), e, at);
            case Event.StepFailed e -> failed(node(e.node()), e, at);
            case Event.LeavesRotation e -> {
                var node = node(e.node());
                if (!node.outByUs()) {
                    node.oursToPutBack.clear(); // a new round: what is ours is what it was in just now
                }
                node.leaves(at);
                node.oursToPutBack.addAll(e.wasIn());
            }
            case Event.BackInRotation e -> {
                var node = node(e.node());
                node.backAt = at;
                node.leftOut = node.oursToPutBack.isEmpty()
                        && plan != null
                        && !plan.node(e.node()).members().isEmpty();
            }
            case Event.Output e -> {
                if (e.upTo() != null) {
                    e.upTo().forEach(p -> node(e.node()).taken.put(p.job(), p));
                }
            }
            case Event.Told e -> told(e, at);
            case Event.Paused _ -> {
                paused = true;
                pauseAsked = false;
            }
            case Event.Held e -> {
                question = e.question();
                holds++;
            }
            case Event.RollingBack e -> {
                rollingBack = true;
                rollbackAsked = false;
                reason = e.why();
                nodes.values().forEach(NodeProgress::goesBack);
            }
            case Event.Finished e -> {
                finished = e.status();
                finishedAt = at;
                reason = e.reason();
                question = null;
            }
        }
    }

    private void started(NodeProgress node, Event.StepStarted e, Instant at) {
        node.running = e.step();
        node.attempts.add(new StepAttempt(e.step(), e.attempt(), at, null, false, null));
        if (e.step().equals(Steps.UNDO)) {
            node.changedAt = at;
        }
        if (e.step().equals(Steps.ACTIVATE) || e.step().startsWith(Steps.RUN)) {
            var switching = node.plan.switchover().contains(e.step()) && !node.inFinish();
            if (switching && node.changedAt == null) {
                node.changedAt = at;
            }
            node.activationBegun |= switching;
        }
        if (e.step().startsWith(Steps.MIGRATE)) {
            migration = Migration.started();
        }
    }

    private void done(NodeProgress node, Event.StepDone e, Instant at) {
        node.ended(at, false, e.detail());
        node.done.add(e.step());
        if (e.facts().containsKey("previous")) {
            var seen = e.facts().get("previous");
            node.previous = seen == null || seen.isEmpty() ? null : seen;
            node.current = node.previous;
            leaveOutWhatIsSo(node);
        }
        node.learn(e.facts());
        if (e.step().equals(Steps.UNDO)) {
            node.undone = true;
            node.undoFailed = false;
            node.activationBegun = false;
        }
        if (e.step().startsWith(Steps.MIGRATE)) {
            migration = Migration.succeeded(e.facts().get("exitCode"));
        }
        if (node.inFinish() && node.doneOrder == 0) {
            node.doneOrder = ++order;
        }
    }

    /** A node that proved this release before, and still has it, proves it again; nothing on it is changed. */
    private void leaveOutWhatIsSo(NodeProgress node) {
        if (plan == null || plan.kind() == Kind.RESTART || node.plan.stranded()) {
            return;
        }
        if (plan.environment() != plan.environmentBefore()) {
            return;
        }
        var version = plan.release().version();
        if (version.equals(node.plan.recordedRelease()) && version.equals(node.current)) {
            node.alreadyRight = true;
            node.done.addAll(node.plan.stage());
            node.plan.switchover().stream().filter(s -> !s.equals(Steps.HEALTH)).forEach(node.done::add);
        }
    }

    private void failed(NodeProgress node, Event.StepFailed e, Instant at) {
        node.ended(at, true, e.why().sentence());
        if (e.step().startsWith(Steps.MIGRATE)) {
            var words = e.sort() == Event.Sort.UNKNOWN ? "unknown" : "failed";
            migration = Migration.ended(words, e.why().answered());
        }
        if (node.plan.finish().contains(e.step()) && node.inFinish()) {
            node.done.add(e.step()); // told in the log, but the release is live all the same
            return;
        }
        node.failure = e.why();
        node.sort = e.sort();
        node.failedStep = e.step();
        if (e.step().equals(Steps.UNDO) && e.sort() != Event.Sort.CAPACITY) {
            node.undoFailed = true;
        }
    }

    private void told(Event.Told e, Instant at) {
        switch (e.choice()) {
            case PAUSE -> {
                pauseAsked = true;
                words = e.reason();
            }
            case RESUME -> {
                paused = false;
                pauseAsked = false;
                words = null;
            }
            case CANCEL, REFUSE, ABORT -> {
                cancelAsked = true;
                words = e.reason();
                unstop();
            }
            case APPROVE -> {
                if (approval != null) {
                    approval = approval.and(new Approval.Given(e.by(), at, e.reason()));
                }
            }
            case ROLLBACK -> {
                rollbackAsked = true;
                unstop();
            }
            case RETRY -> {
                failed(e).forEach(NodeProgress::retry);
                unstop();
            }
            case SKIP -> {
                failed(e).forEach(n -> n.skipped = true);
                unstop();
            }
            case APPLIED -> {
                nodes.values().forEach(n -> n.migrationSettled(true));
                migration = new Migration("succeeded", migration.exitCode());
                unstop();
            }
            case NOT_APPLIED -> {
                nodes.values().forEach(n -> n.migrationSettled(false));
                unstop();
            }
        }
    }

    /** The failed nodes that the word is about. */
    private Stream<NodeProgress> failed(Event.Told word) {
        return nodes.values().stream()
                .filter(n -> n.failure != null)
                .filter(n -> word.node() == null || n.name().equals(word.node()));
    }

    private void unstop() {
        question = null;
        paused = false;
    }

    private NodeProgress node(String name) {
        var node = nodes.get(name);
        if (node == null) {
            throw new IllegalStateException("The journal names node " + name + ", which the plan does not have");
        }
        return node;
    }

    /** What was asked for. */
    public Event.Queued request() {
        if (request == null) {
            throw new IllegalStateException("A journal begins with Queued");
        }
        return request;
    }

    /** Who let it begin in spite of a hold, a freeze or a window; null: nobody did. */
    public Event.@Nullable Overridden overridden() {
        return overridden;
    }

    /** What it will do; null before it started. */
    public @Nullable Plan plan() {
        return plan;
    }

    /** Its nodes in the order of the plan. */
    public Collection<NodeProgress> nodes() {
        return nodes.values();
    }

    /** The node of this name. */
    public NodeProgress progress(String name) {
        return node(name);
    }

    /** The question it asks; null when it asks none. */
    public @Nullable Question question() {
        return question;
    }

    /** What it must hear before it may begin; null: it need not ask. */
    public @Nullable Approval approval() {
        return approval;
    }

    /** Whether enough people said yes to exactly this. */
    public boolean approved(String subject) {
        return approval != null && approval.missing() == 0 && approval.subject().equals(subject);
    }

    private boolean waitsForApproval() {
        return finished == null && startedAt == null && approval != null && approval.missing() > 0;
    }

    /** How its migration stands. */
    public Migration migration() {
        return migration;
    }

    /** The newest entry's number; 0 of an empty journal. */
    public long number() {
        return number;
    }

    /** When it was asked for. */
    public @Nullable Instant queuedAt() {
        return queuedAt;
    }

    /** When it began. */
    public @Nullable Instant startedAt() {
        return startedAt;
    }

    /** When it ended. */
    public @Nullable Instant finishedAt() {
        return finishedAt;
    }

    /** Why it is as it is; null when the status says it all. */
    public @Nullable String reason() {
        if (question != null) {
            return question.text();
        }
        if (approval != null && waitsForApproval()) {
            return approval.sentence();
        }
        return paused && finished == null ? words : reason;
    }

    boolean paused() {
        return paused;
    }

    /** Why a person paused or cancelled it, in their words; null when they gave none. */
    @Nullable String words() {
        return words;
    }

    boolean pauseAsked() {
        return pauseAsked;
    }

    boolean cancelAsked() {
        return cancelAsked;
    }

    boolean rollbackAsked() {
        return rollbackAsked;
    }

    boolean rollingBack() {
        return rollingBack;
    }

    int holds() {
        return holds;
    }

    /** Where it stands. */
    public Status status() {
        if (finished != null) {
            return finished;
        }
        if (waitsForApproval()) {
            return Status.WAITING_APPROVAL;
        }
        if (question != null) {
            return Status.HELD;
        }
        if (paused) {
            return Status.PAUSED;
        }
        if (startedAt == null) {
            return Status.QUEUED;
        }
        if (rollingBack) {
            return Status.ROLLING_BACK;
        }
        if (nodes.values().stream().anyMatch(NodeProgress::switchBegun)) {
            return Status.SWITCHING;
        }
        return migration.state().equals("not_started") ? Status.PREPARING : Status.MIGRATING;
    }
}
