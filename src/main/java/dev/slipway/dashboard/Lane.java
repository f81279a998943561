package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import dev.slipway.history.DeploymentView.Node;
import dev.slipway.history.DeploymentView.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One server's row in a deployment.
 *
 * @param place where it stands at the balancer
 * @param tone class of the row
 * @param out seconds out of rotation in words
 */
record Lane(
        String name,
        Chip place,
        String words,
        String tone,
        List<Cell> cells,
        String out,
        @Nullable String problem) {

    private static final int LONGEST_IN_A_CELL = 11;

    /** Column headings, in the order of a deployment. */
    static final List<String> COLUMNS =
            List.of("Preflight", "Deliver", "Prepare", "Drain", "Activate", "Restart", "Health", "Rejoin");

    /**
     * One column of a row.
     *
     * @param since start of what runs now, so that the browser can count on; null when nothing runs
     */
    record Cell(
            String tone,
            @Nullable String icon,
            String text,
            @Nullable String title,
            @Nullable String since) {}

    static Lane of(DeploymentView deployment, Node node) {
        var cells = new ArrayList<Cell>();
        var latest = latestAttempts(node);
        for (var column : COLUMNS) {
            cells.add(cell(deployment, node, column, latest));
        }
        var place = Chip.ofRotation(node.rotation());
        var release = node.release() == null ? "no release" : node.release();
        var words = (node.state().equals("undone") ? "back on " : place.word() + ", ") + release;
        var out = node.outOfRotationSeconds() == null ? "–" : Words.span(node.outOfRotationSeconds());
        return new Lane(node.name(), place, words, tone(node), cells, out, node.problem());
    }

    /** A server of a deployment that has no plan yet. */
    static Lane waiting(String name) {
        var cells = COLUMNS.stream()
                .map(_ -> new Cell("todo", null, "waiting", null, null))
                .toList();
        return new Lane(name, new Chip("waits", "i", "dot"), "waits", "", cells, "–", null);
    }

    /** How far a node's switch got, in quarters. */
    static int quarters(Node node) {
        var reached = 1;
        for (var step : node.steps()) {
            var column = COLUMNS.indexOf(columnOf(step.name()));
            if (column >= 3) {
                reached = Math.max(reached, Math.min(3, column - 3));
            }
        }
        return reached;
    }

    static String columnOf(String step) {
        if (step.startsWith("prepare:")) {
            return "Prepare";
        }
        if (step.startsWith("run:")) {
            return "Restart";
        }
        return switch (step) {
            case "preflight" -> "Preflight";
            case "deliver" -> "Deliver";
            case "drain" -> "Drain";
            case "activate" -> "Activate";
            case "health" -> "Health";
            case "admit", "settle" -> "Rejoin";
            default -> "";
        };
    }

    private static Map<String, Step> latestAttempts(Node node) {
        var latest = new LinkedHashMap<String, Step>();
        for (var step : node.steps()) {
            latest.merge(step.name(), step, (one, two) -> two.attempt() >= one.attempt() ? two : one);
        }
        return latest;
    }

    private static Cell cell(DeploymentView deployment, Node node, String column, Map<String, Step> latest) {
        var steps = latest.values().stream()
                .filter(step -> columnOf(step.name()).equals(column))
                .toList();
        for (var step : steps) {
            if (step.outcome().equals("failed")) {
                return new Cell("fail", "x", failure(step), title(steps), null);
            }
        }
        for (var step : steps) {
            if (step.outcome().equals("running")) {
                var since = step.startedAt().toString();
                return new Cell("now", "spin", Words.span(step.seconds()), title(steps), since);
            }
        }
        if (column.equals("Activate") && node.state().equals("undone")) {
            return new Cell("back", "undo", "undone", "Put back on " + node.release(), null);
        }
        if (!steps.isEmpty()) {
            var seconds = steps.stream().mapToDouble(Step::seconds).sum();
            return new Cell("done", "check", Words.span(seconds), title(steps), null);
        }
        return empty(deployment, node);
    }

    /** What came instead, when that is short enough for a cell; the title has all of it. */
    private static String failure(Step step) {
        var detail = step.detail();
        return detail == null || detail.isBlank() || detail.length() > LONGEST_IN_A_CELL ? "failed" : detail;
    }

    private static Cell empty(DeploymentView deployment, Node node) {
        return switch (node.state()) {
            case "done", "undone", "failed" -> new Cell("none", null, "–", "Not needed here", null);
            case "skipped" -> new Cell("none", null, "skipped", null, null);
            default -> {
                var word = deployment.over() ? "not begun" : deployment.status().equals("held") ? "held" : "waiting";
                yield new Cell("todo", null, word, null, null);
            }
        };
    }

    private static @Nullable String title(List<Step> steps) {
        var words = new ArrayList<String>();
        for (var step : steps) {
            var attempt = step.attempt() > 1 ? ", attempt " + step.attempt() : "";
            var detail = step.detail() == null ? "" : ": " + step.detail();
            words.add(step.name() + " " + Words.span(step.seconds()) + attempt + detail);
        }
        return words.isEmpty() ? null : String.join("\n", words);
    }

    private static String tone(Node node) {
        return switch (node.state()) {
            case "failed" -> "bad";
            case "switching" -> "cur";
            default -> node.problem() == null ? "" : "bad";
        };
    }
}
