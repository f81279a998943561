package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing a person can decide about a deployment.
 *
 * @param choice what the form sends
 * @param tone class of the button
 */
record Button(String choice, String label, String tone, String icon) {

    /** What may be done at any time, whatever the deployment asks. */
    static List<Button> always(DeploymentView view) {
        if (view.question() != null) {
            return List.of();
        }
        return switch (view.status()) {
            case "queued", "waiting_approval", "preparing" -> List.of(cancel());
            case "migrating" -> List.of(pause(view));
            case "switching" -> List.of(pause(view), back("Stop and roll back"));
            case "paused" -> List.of(new Button("resume", "Resume", "p", "play"), back("Stop and roll back"));
            case "held" -> List.of(back("Roll back"));
            default -> List.of();
        };
    }

    /** The answers to what the deployment asks. */
    static List<Button> answers(DeploymentView view) {
        var question = view.question();
        if (question == null) {
            return List.of();
        }
        var buttons = new ArrayList<Button>();
        for (var choice : question.choices()) {
            buttons.add(answer(choice, question, view));
        }
        return buttons;
    }

    private static Button answer(String choice, DeploymentView.Question question, DeploymentView view) {
        var node = question.node();
        return switch (choice) {
            case "retry" -> new Button(choice, node == null ? "Retry" : "Retry " + node, "", "retry");
            case "skip" -> new Button(choice, "Go on without it", "", "right");
            case "rollback" -> {
                var done = Hull.of(view).done();
                yield new Button(
                        choice, done == 0 ? "Roll back" : "Roll back " + Words.counted(done, "server"), "dp", "undo");
            }
            case "applied" -> new Button(choice, "It was applied", "", "check");
            case "not_applied" -> new Button(choice, "It was not applied", "", "x");
            case "abort" -> new Button(choice, "Stop the deployment", "d", "pause");
            case "cancel" -> cancel();
            default -> new Button(choice, choice.replace('_', ' '), "", "right");
        };
    }

    private static Button pause(DeploymentView view) {
        var label = view.wave() == 1 ? "Pause after this server" : "Pause after this wave";
        return new Button("pause", label, "", "pause");
    }

    private static Button back(String label) {
        return new Button("rollback", label, "d", "undo");
    }

    private static Button cancel() {
        return new Button("cancel", "Cancel", "d", "x");
    }
}
