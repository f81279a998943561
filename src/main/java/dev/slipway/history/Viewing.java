package dev.slipway.history;

import dev.slipway.deployment.Choice;
import dev.slipway.deployment.DeploymentState;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeProgress;
import dev.slipway.deployment.Plan;
import dev.slipway.deployment.Status;
import dev.slipway.deployment.StepAttempt;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From a deployment's state to what people read. */
record Viewing(
        DeploymentState state,
        Instant now,
        Optional<Fleet> fleetNow,
        @Nullable Instant takenOverAt) {

    DeploymentView view(long number, @Nullable Long queuedBehind, @Nullable Stop stop) {
        var request = state.request();
        var plan = state.plan();
        var fleet = plan == null ? fleetNow : Optional.of(plan.fleet());
        return new DeploymentView(
                number,
                "/deployments/" + number,
                request.fleet(),
                fleet.map(Fleet::application).orElse(""),
                fleet.map(Fleet::environment).orElse(""),
                request.kind().word(),
                plan == null ? request.release() : plan.release().version(),
                previous(),
                state.status().word(),
                stop == null ? reason(queuedBehind) : stop.told(),
                queuedBehind,
                request.by(),
                request.reason(),
                Objects.requireNonNullElse(state.queuedAt(), now),
                state.startedAt(),
                state.finishedAt(),
                migration(plan),
                state.nodes().stream().map(this::node).toList(),
                question(),
                state.number(),
                plan == null ? 1 : plan.wave(),
                plan == null ? 0 : plan.floor(),
                plan == null ? List.of() : checked(plan),
                takenOverAt,
                state.approval(),
                request.notBefore(),
                stop,
                state.overridden());
    }

    private @Nullable String reason(@Nullable Long queuedBehind) {
        return queuedBehind == null ? state.reason() : "waits for deployment " + queuedBehind;
    }

    private @Nullable String previous() {
        return state.nodes().stream()
                .map(NodeProgress::previous)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private DeploymentView.@Nullable Migration migration(@Nullable Plan plan) {
        return plan == null || plan.migrationNode() == null
                ? null
                : new DeploymentView.Migration(
                        state.migration().state(),
                        plan.migrationNode(),
                        state.migration().exitCode());
    }

    private DeploymentView.@Nullable Question question() {
        var asked = state.question();
        return asked == null
                ? null
                : new DeploymentView.Question(
                        asked.id(),
                        asked.text(),
                        asked.node(),
                        asked.choices().stream().map(Choice::word).toList());
    }

    private DeploymentView.Node node(NodeProgress node) {
        var ended = state.finishedAt();
        // What a person took out is not on its way back: it is not counted on.
        var out = node.outOfRotation(state.request().kind() == Kind.TAKE_OUT && ended != null ? ended : now);
        var failure = node.failure();
        return new DeploymentView.Node(
                node.name(),
                node.state().word(),
                node.current(),
                node.previous(),
                node.answers(),
                rotation(node),
                out == null ? null : seconds(out),
                failure == null ? null : failure.sentence() + ". " + failure.next(),
                node.attempts().stream().map(this::step).toList());
    }

    private static String rotation(NodeProgress node) {
        if (node.outByUs()) {
            return node.drained() ? "out" : "draining";
        }
        if (node.left()) {
            return node.returned() ? "in" : "out";
        }
        return node.attempts().isEmpty() ? "unknown" : "in";
    }

    private DeploymentView.Step step(StepAttempt attempt) {
        var ended = attempt.endedAt();
        var outcome = ended == null ? "running" : attempt.failed() ? "failed" : "done";
        return new DeploymentView.Step(
                attempt.step(),
                attempt.attempt(),
                outcome,
                attempt.startedAt(),
                seconds(Duration.between(attempt.startedAt(), ended == null ? now : ended)),
                attempt.detail());
    }

    private static double seconds(Duration time) {
        return Math.max(0, time.toMillis()) / 1000.0;
    }

    /** Proved is only what a deployment that succeeded went through on every node. */
    private List<String> checked(Plan plan) {
        var said = new ArrayList<String>();
        if (plan.kind() == Kind.TAKE_OUT) {
            return List.of("no request in flight: " + proved(true));
        }
        said.add("link target: " + proved(true));
        var health = plan.fleet().health();
        var version = health != null && health.probe() instanceof HealthCheck.Probe.Http http && http.version() != null;
        said.add("health: " + proved(health != null));
        said.add("version answered: " + proved(version));
        said.add("process started after the switch: " + proved(health != null && health.process() != null));
        var balanced = plan.fleet().nodes().stream().anyMatch(n -> !n.members().isEmpty());
        said.add("in service at the balancer: " + proved(balanced));
        return said.stream().map(s -> s.toLowerCase(Locale.ROOT)).toList();
    }

    private String proved(boolean configured) {
        var succeeded = state.status() == Status.SUCCEEDED;
        return !configured ? "not checked" : succeeded ? "proved" : "checked on each node";
    }
}
