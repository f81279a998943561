package dev.slipway.deployment;

import dev.slipway.fleet.Strategy.OnFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides, from a deployment's state alone, what it does next. */
public final class Decider {
    private final DeploymentState state;
    private final Plan plan;

    private Decider(DeploymentState state, Plan plan) {
        this.state = state;
        this.plan = plan;
    }

    /** The next decision. The state must have a plan. */
    public static Decision next(DeploymentState state) {
        var plan = state.plan();
        if (plan == null) {
            throw new IllegalStateException("A deployment without a plan decides nothing");
        }
        return new Decider(state, plan).decide();
    }

    private Decision decide() {
        if (state.status().over()) {
            return new Decision.End();
        }
        if (state.question() != null) {
            return restOr(new Decision.Park());
        }
        if (state.rollingBack()) {
            return new Reverse(state, plan).next();
        }
        if (!midSwitch()) {
            var wish = wish();
            if (wish.isPresent()) {
                return restOr(wish.get());
            }
        }
        return Stream.of(preflight(), stage(), migrate(), switchover(), finish())
                .filter(Optional::isPresent)
                .map(Optional::get)
                .findFirst()
                .orElseGet(this::ending);
    }

    /** What a person asked for, at a node boundary. */
    private Optional<Decision> wish() {
        if (state.rollbackAsked()) {
            return Optional.of(new Decision.Write(new Event.RollingBack("asked for by a person")));
        }
        if (state.cancelAsked()) {
            var words = state.words() == null ? "" : state.words() + ". ";
            return Optional.of(finished(Status.CANCELLED, words + Telling.whatIsWhere(state)));
        }
        if (state.paused()) {
            return Optional.of(new Decision.Park());
        }
        return state.pauseAsked() ? Optional.of(new Decision.Write(new Event.Paused())) : Optional.empty();
    }

    private Optional<Decision> preflight() {
        var due = all().filter(n -> n.plan.stage().contains(Steps.PREFLIGHT)
                        && !n.done.contains(Steps.PREFLIGHT)
                        && n.failure == null)
                .toList();
        if (!due.isEmpty()) {
            return Optional.of(start(due, _ -> Steps.PREFLIGHT));
        }
        var failed = all().filter(n -> Steps.PREFLIGHT.equals(n.failedStep) && !n.aside())
                .toList();
        return failed.size() > tolerated()
                ? Optional.of(finished(Status.FAILED, whyStopped(failed)))
                : Optional.empty();
    }

    private Optional<Decision> stage() {
        var due = all().filter(n -> n.failure == null && !n.done.containsAll(n.plan.stage()))
                .toList();
        if (!due.isEmpty()) {
            return Optional.of(start(due, n -> firstMissing(n, n.plan.stage())));
        }
        var failed = all().filter(n -> n.failure != null && !n.switchBegun() && !n.undone)
                .filter(n -> !inMigration(n) && !n.aside())
                .toList();
        return failed.size() > tolerated() ? Optional.of(stopFor(failed)) : Optional.empty();
    }

    private Optional<Decision> migrate() {
        var name = plan.migrationNode();
        var command = plan.pipeline().migrate();
        if (name == null || command == null) {
            return Optional.empty();
        }
        var node = state.progress(name);
        var step = Steps.MIGRATE + command.name();
        if (node.done.contains(step) || node.alreadyRight) {
            return Optional.empty();
        }
        if (node.failure == null && !node.skipped) {
            return Optional.of(start(List.of(node), _ -> step));
        }
        var why = node.failure == null ? name + " was left out" : node.failure.sentence();
        if (node.sort == Event.Sort.UNKNOWN) {
            return Optional.of(hold(
                    "It is not known whether the migration was applied. " + why,
                    name,
                    List.of(Choice.APPLIED, Choice.NOT_APPLIED, Choice.RETRY, Choice.ABORT)));
        }
        if (node.sort == Event.Sort.FAILED_BEFORE || plan.fleet().strategy().onFailure() == OnFailure.HOLD) {
            return Optional.of(hold(
                    "The migration failed; nothing was switched. " + why, name, List.of(Choice.RETRY, Choice.CANCEL)));
        }
        return Optional.of(finished(Status.FAILED, "The migration failed; nothing was switched. " + why));
    }

    private Optional<Decision> switchover() {
        var moving = all().filter(n -> n.switchBegun() && !n.failedAndSettled() && n.state() != NodeProgress.State.DONE)
                .filter(n -> !n.undone)
                .toList();
        if (!moving.isEmpty() && !(moving.stream().allMatch(this::onlyWatched) && calm())) {
            var ready = moving.stream()
                    .filter(n -> n.failure == null || n.outByUs() || outBeside(n, moving) < plan.wave())
                    .toList();
            return Optional.of(
                    start(ready, n -> n.failure != null ? Steps.UNDO : firstMissing(n, n.plan.switchover())));
        }
        var failed = all().filter(NodeProgress::failedAndSettled)
                .filter(n -> n.switchBegun() || n.undone)
                .toList();
        var asking = failed.stream().filter(NodeProgress::asks).findFirst();
        if (asking.isPresent()) {
            return Optional.of(ask(asking.get()));
        }
        if (failed.size() > tolerated()) {
            return Optional.of(stopFor(failed));
        }
        var wave = all().filter(n -> n.failure == null && n.state() != NodeProgress.State.DONE && !n.switchBegun())
                .limit(plan.wave())
                .toList();
        if (wave.isEmpty()) {
            return moving.isEmpty() ? Optional.empty() : Optional.of(new Decision.Rest());
        }
        return Optional.of(start(wave, n -> firstMissing(n, n.plan.switchover())));
    }

    /**
     * Other nodes that are out, or on their way out: one that failed while it was watched must not leave beside them.
     */
    private static long outBeside(NodeProgress node, List<NodeProgress> moving) {
        return moving.stream()
                .filter(n -> !n.name().equals(node.name()) && !Steps.SETTLE.equals(n.running))
                .filter(n -> n.failure == null || n.running != null || n.outByUs())
                .count();
    }

    /**
     * Back in service, and only watched until its balancer's own check agrees: the next wave need not wait for that.
     */
    private boolean onlyWatched(NodeProgress node) {
        return Steps.SETTLE.equals(node.running)
                && node.failure == null
                && plan.fleet().strategy().settle().isZero();
    }

    /** Nobody failed, and nobody asked for anything: the next wave may begin while the last one is watched. */
    private boolean calm() {
        return all().noneMatch(n -> n.failure != null)
                && !state.pauseAsked()
                && !state.cancelAsked()
                && !state.rollbackAsked();
    }

    private Optional<Decision> finish() {
        var due = all().filter(n -> n.state() == NodeProgress.State.DONE)
                .filter(n -> !n.done.containsAll(n.plan.finish()))
                .toList();
        return due.isEmpty() ? Optional.empty() : Optional.of(start(due, n -> firstMissing(n, n.plan.finish())));
    }

    private Decision ending() {
        var failed = all().filter(n -> n.failure != null && !n.aside()).toList();
        if (!state.nodes().isEmpty() && state.nodes().stream().allMatch(NodeProgress::aside)) {
            return finished(Status.FAILED, whyStopped(all().toList()));
        }
        return failed.isEmpty()
                ? finished(Status.SUCCEEDED, Telling.leftOut(state))
                : finished(Status.FAILED, whyStopped(failed));
    }

    /** More nodes failed than the strategy bears. */
    private Decision stopFor(List<NodeProgress> failed) {
        if (plan.kind().byHand()) {
            return finished(Status.FAILED, whyStopped(failed)); // whoever asked is there, and asks again
        }
        return switch (plan.fleet().strategy().onFailure()) {
            case HOLD -> ask(failed.getFirst());
            case ROLLBACK ->
                all().anyMatch(Reverse::switched)
                        ? new Decision.Write(new Event.RollingBack(whyFailed(failed)))
                        : finished(
                                failed.stream().allMatch(n -> n.undone) ? Status.ROLLED_BACK : Status.FAILED,
                                whyStopped(failed));
            case CONTINUE -> finished(Status.FAILED, whyStopped(failed));
        };
    }

    private Decision ask(NodeProgress failed) {
        if (plan.kind().byHand()) {
            return finished(Status.FAILED, whyStopped(List.of(failed)));
        }
        var choices = new ArrayList<>(List.of(Choice.RETRY, Choice.SKIP));
        if (state.nodes().stream().anyMatch(n -> Reverse.switched(n) || n.sort == Event.Sort.BY_HAND)) {
            choices.add(Choice.ROLLBACK);
        }
        choices.add(Choice.CANCEL);
        return hold(whyStopped(List.of(failed)), failed.name(), choices);
    }

    private Decision hold(String text, @Nullable String node, List<Choice> choices) {
        return restOr(
                new Decision.Write(new Event.Held(new Question("hold-" + (state.holds() + 1), text, node, choices))));
    }

    private String whyStopped(List<NodeProgress> failed) {
        return whyFailed(failed) + " " + Telling.whatIsWhere(state);
    }

    private static String whyFailed(List<NodeProgress> failed) {
        return failed.stream()
                        .map(n -> n.failure == null ? n.name() : n.failure.sentence())
                        .collect(Collectors.joining("; "))
                + ".";
    }

    /** Failed nodes that do not stop the deployment. */
    private int tolerated() {
        var strategy = plan.fleet().strategy();
        return strategy.onFailure() == OnFailure.CONTINUE ? strategy.maxFailures() : 0;
    }

    private static boolean inMigration(NodeProgress node) {
        return node.failedStep != null && node.failedStep.startsWith(Steps.MIGRATE);
    }

    private boolean midSwitch() {
        return state.nodes().stream()
                .anyMatch(n -> !n.skipped
                        && n.switchBegun()
                        && !n.failedAndSettled()
                        && !n.undone
                        && n.state() != NodeProgress.State.DONE);
    }

    private Stream<NodeProgress> all() {
        return state.nodes().stream().filter(n -> !n.skipped);
    }

    private static String firstMissing(NodeProgress node, List<String> program) {
        return program.stream().filter(s -> !node.done.contains(s)).findFirst().orElseThrow();
    }

    private Decision start(List<NodeProgress> due, java.util.function.Function<NodeProgress, String> step) {
        return starts(due, step);
    }

    static Decision starts(List<NodeProgress> due, java.util.function.Function<NodeProgress, String> step) {
        var starts = due.stream()
                .filter(n -> n.running == null)
                .map(n -> {
                    var name = step.apply(n);
                    return new Decision.Start(n.name(), name, n.nextAttempt(name));
                })
                .toList();
        return starts.isEmpty() ? new Decision.Rest() : new Decision.Run(starts);
    }

    private Decision finished(Status status, @Nullable String reason) {
        return restOr(new Decision.Write(new Event.Finished(status, reason)));
    }

    private Decision restOr(Decision decision) {
        return state.nodes().stream().anyMatch(n -> n.running != null) ? new Decision.Rest() : decision;
    }

    /** The way back: switched nodes, newest first, a wave at a time. */
    private record Reverse(DeploymentState state, Plan plan) {

        static boolean switched(NodeProgress node) {
            return node.doneOrder > 0 && !node.undone && !node.alreadyRight && node.previous != null;
        }

        Decision next() {
            var under = state.nodes().stream()
                    .filter(n -> n.running != null || n.needsUndo())
                    .toList();
            if (!under.isEmpty()) {
                return starts(under, _ -> Steps.UNDO);
            }
            var starved = state.nodes().stream()
                    .filter(n -> n.failure != null && n.sort == Event.Sort.CAPACITY && switched(n))
                    .findFirst();
            if (starved.isPresent() && !state.cancelAsked()) {
                return new Decision.Write(new Event.Held(new Question(
                        "hold-" + (state.holds() + 1),
                        "The way back would leave too few in service. " + Telling.whatIsWhere(state),
                        starved.get().name(),
                        List.of(Choice.RETRY, Choice.CANCEL))));
            }
            var due = state.nodes().stream()
                    .filter(n -> switched(n) && !n.undoFailed)
                    .sorted(Comparator.comparingLong((NodeProgress n) -> n.doneOrder)
                            .reversed())
                    .limit(plan.wave())
                    .toList();
            if (!due.isEmpty() && !state.cancelAsked()) {
                return starts(due, _ -> Steps.UNDO);
            }
            return new Decision.Write(end());
        }

        private Event end() {
            var whole = state.nodes().stream().noneMatch(n -> n.stuck() || switched(n) || unfinishedFirst(n));
            var reason = state.reason();
            var told = (reason == null ? "" : reason + " ") + Telling.whatIsWhere(state);
            return new Event.Finished(whole ? Status.ROLLED_BACK : Status.FAILED, told);
        }

        private static boolean unfinishedFirst(NodeProgress node) {
            return node.doneOrder > 0 && !node.undone && !node.alreadyRight;
        }
    }
}
