package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView.Node;
import dev.slipway.history.DeploymentView.Step;
import java.time.Instant;

/**
 * When a server was out, from its first drain on.
 *
 * @param to when it was back, or now
 * @param back whether it is back
 */
record OutOfRotation(Instant from, Instant to, boolean back) {
    static OutOfRotation of(Node node, Instant now) {
        Instant from = null;
        Instant to = null;
        for (var step : node.steps()) {
            switch (step.name()) {
                case "drain" -> {
                    if (from == null) {
                        from = step.startedAt();
                    }
                }
                case "admit", "settle", "undo" -> {
                    if (step.outcome().equals("done") && to == null) {
                        to = end(step);
                    }
                }
                default -> {
                    // Nothing that moves it in or out.
                }
            }
        }
        var back = node.rotation().equals("in");
        var start = from == null ? now : from;
        return new OutOfRotation(start, back && to != null ? to : now, back && to != null);
    }

    private static Instant end(Step step) {
        return step.startedAt().plusMillis(Math.round(step.seconds() * 1000));
    }
}
