package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import dev.slipway.history.DeploymentView.Node;
import dev.slipway.history.DeploymentView.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who did what when, as a drawing of fixed width.
 *
 * @param height of the rows together
 * @param now x of the present; null when the deployment is over
 */
record Timeline(
        List<Row> rows, int height, String length, @Nullable String now, int labels) {
    private static final double LEFT = 70;
    private static final double WIDTH = 186;
    private static final int ROW = 18;

    /** One server's row. */
    record Row(
            String name,
            int text,
            int line,
            int top,
            int band,
            @Nullable Bar out,
            List<Bar> bars) {}

    /**
     * One step.
     *
     * @param tone class of its colour
     */
    record Bar(String x, String width, String tone, String title) {}

    static Timeline of(DeploymentView view, Instant present) {
        var start = view.startedAt() == null ? view.queuedAt() : view.startedAt();
        var end = view.finishedAt() == null ? present : view.finishedAt();
        var seconds = Math.max(1, seconds(start, end));
        var rows = new ArrayList<Row>();
        for (var node : view.nodes()) {
            var bars = new ArrayList<Bar>();
            for (var step : node.steps()) {
                var tone = tone(step);
                if (!tone.isEmpty()) {
                    bars.add(bar(step, tone, start, seconds));
                }
            }
            var y = rows.size() * ROW;
            rows.add(new Row(node.name(), y + 14, y + 10, y + 6, y + 3, out(node, start, seconds, present), bars));
        }
        var height = rows.size() * ROW + 6;
        var now = view.over() ? null : number(LEFT + WIDTH);
        return new Timeline(rows, height, Words.span(seconds), now, height + 13);
    }

    public int total() {
        return height + 20;
    }

    /** The time out of rotation, behind the steps; null: it never left. */
    private static @Nullable Bar out(Node node, Instant start, double seconds, Instant present) {
        if (node.outOfRotationSeconds() == null) {
            return null;
        }
        var span = OutOfRotation.of(node, present);
        var from = Math.clamp(seconds(start, span.from()) / seconds, 0, 1);
        var width = Math.clamp(seconds(span.from(), span.to()) / seconds, 0, 1 - from);
        var title = "out of rotation, " + Words.span(node.outOfRotationSeconds());
        return new Bar(number(LEFT + from * WIDTH), number(Math.max(2, width * WIDTH)), "g-out", title);
    }

    private static Bar bar(Step step, String tone, Instant start, double seconds) {
        var from = Math.clamp(seconds(start, step.startedAt()) / seconds, 0, 1);
        var width = Math.clamp(step.seconds() / seconds, 0, 1 - from);
        var title = step.name() + ", " + Words.span(step.seconds());
        return new Bar(number(LEFT + from * WIDTH), number(Math.max(1.5, width * WIDTH)), tone, title);
    }

    private static String tone(Step step) {
        if (step.outcome().equals("failed")) {
            return "g-fail";
        }
        return switch (Lane.columnOf(step.name())) {
            case "Deliver", "Prepare" -> "g-stage";
            case "Drain" -> "g-drain";
            case "Activate", "Restart" -> "g-run";
            case "Health", "Rejoin" -> "g-ok";
            default ->
                step.name().startsWith("migrate:") ? "g-migrate" : step.name().equals("undo") ? "g-drain" : "";
        };
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1e3;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
