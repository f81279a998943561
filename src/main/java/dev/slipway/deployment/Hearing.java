package dev.slipway.deployment;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a deployment can follow what a person says, as it stands. */
public final class Hearing {
    private Hearing() {}

    /** Why the deployment cannot follow this word now; null: it can. */
    public static @Nullable String objection(
            DeploymentState state, Choice choice, @Nullable String asked, @Nullable String node) {
        var status = state.status();
        if (status.over()) {
            return "The deployment is over: " + status.word();
        }
        if (status == Status.WAITING_APPROVAL) {
            return whileWaiting(state.approval(), choice, asked);
        }
        var question = state.question();
        if (asked != null && (question == null || !question.id().equals(asked))) {
            return "Question " + asked + " is not open any more";
        }
        if (asked != null && question != null && !question.choices().contains(choice)) {
            return "The question allows " + words(question);
        }
        return switch (choice) {
            case PAUSE -> status == Status.PAUSED || status == Status.HELD ? "It waits already" : null;
            case RESUME -> status == Status.PAUSED ? null : "It is not paused but " + status.word();
            case CANCEL -> null;
            case ROLLBACK -> state.plan() == null ? "Nothing was switched yet: cancel it instead" : null;
            case APPROVE, REFUSE -> "It does not wait for approval";
            case RETRY, SKIP, APPLIED, NOT_APPLIED, ABORT -> {
                if (question == null) {
                    yield "It asks nothing now";
                }
                if (!question.choices().contains(choice)) {
                    yield "The question allows "
                            + question.choices().stream().map(Choice::word).toList();
                }
                yield node == null || Objects.equals(node, question.node())
                        ? null
                        : "The question is about " + question.node();
            }
        };
    }

    private static @Nullable String whileWaiting(@Nullable Approval approval, Choice choice, @Nullable String asked) {
        if (asked != null && approval != null && !approval.subject().equals(asked)) {
            return "What would run is not what it was when you looked; look again";
        }
        return switch (choice) {
            case APPROVE, REFUSE, CANCEL -> null;
            case PAUSE, RESUME, RETRY, SKIP, ROLLBACK, APPLIED, NOT_APPLIED, ABORT ->
                "It waits for approval: approve, refuse or cancel it";
        };
    }

    private static List<String> words(Question question) {
        return question.choices().stream().map(Choice::word).toList();
    }
}
