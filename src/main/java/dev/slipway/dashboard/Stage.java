package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import java.util.List;
import java.util.function.Predicate;

/**
 * One stage of a deployment in the strip above the lanes.
 *
 * @param tone class of its colour: finished, going on, in trouble or to come
 * @param hull whether the hull bar belongs here
 */
record Stage(String name, String tone, String icon, String detail, boolean hull) {

    static List<Stage> of(DeploymentView view) {
        return List.of(preflight(view), stage(view), migrate(view), roll(view), tidy(view));
    }

    private static Stage preflight(DeploymentView view) {
        return perNode(view, "Preflight", "reachable", step -> step.equals("preflight"));
    }

    private static Stage stage(DeploymentView view) {
        return perNode(view, "Stage", "staged", step -> step.equals("deliver") || step.startsWith("prepare:"));
    }

    private static Stage perNode(DeploymentView view, String name, String word, Predicate<String> mine) {
        var total = view.nodes().size();
        var touched = 0;
        var done = 0;
        var failed = false;
        for (var node : view.nodes()) {
            var steps =
                    node.steps().stream().filter(step -> mine.test(step.name())).toList();
            if (steps.isEmpty()) {
                continue;
            }
            touched++;
            var last = steps.getLast().outcome();
            failed |= last.equals("failed");
            if (last.equals("done") && !node.state().equals("staging")) {
                done++;
            }
        }
        var detail = done + " of " + total + " " + word;
        if (failed) {
            return new Stage(name, "bad", "x", detail, false);
        }
        if (touched == 0) {
            var begun = !view.status().equals("queued") && view.nodes().stream().anyMatch(Stage::switched);
            return begun ? new Stage(name, "done", "check", "not needed", false) : waiting(name);
        }
        var over = done == total || view.over() || view.nodes().stream().anyMatch(Stage::switched);
        return over ? new Stage(name, "done", "check", detail, false) : new Stage(name, "now", "spin", detail, false);
    }

    private static boolean switched(DeploymentView.Node node) {
        return switch (node.state()) {
            case "switching", "done", "undone" -> true;
            default -> false;
        };
    }

    private static Stage migrate(DeploymentView view) {
        var migration = view.migration();
        if (migration == null) {
            return new Stage("Migrate", "todo", "skip", "no migration", false);
        }
        var where = migration.node() == null ? "" : " on " + migration.node();
        return switch (migration.state()) {
            case "started" -> new Stage("Migrate", "now", "spin", "running" + where, false);
            case "succeeded" -> new Stage("Migrate", "done", "check", "done" + where, false);
            case "failed" -> new Stage("Migrate", "bad", "x", "failed" + where, false);
            case "unknown" -> new Stage("Migrate", "bad", "alert", "outcome unknown", false);
            default -> waiting("Migrate");
        };
    }

    private static Stage roll(DeploymentView view) {
        var done = Hull.of(view).done();
        var total = view.nodes().size();
        var name = view.wave() == 1 ? "Roll servers, one at a time" : "Roll servers, " + view.wave() + " at a time";
        var detail = done + " of " + total;
        return switch (view.status()) {
            case "switching" -> new Stage(name, "now", "spin", detail, true);
            case "paused" -> new Stage(name, "now", "pause", "paused at " + detail, true);
            case "held" -> new Stage(name, "bad", "pause", "held at " + detail, true);
            case "rolling_back" -> new Stage(name, "bad", "undo", "going back, " + done + " still switched", true);
            case "succeeded" -> new Stage(name, "done", "check", detail, true);
            case "rolled_back" -> new Stage(name, "bad", "undo", "rolled back", true);
            case "failed" -> new Stage(name, "bad", "x", "stopped at " + detail, true);
            default -> new Stage(name, "todo", "dot", detail, true);
        };
    }

    private static Stage tidy(DeploymentView view) {
        var pruned = view.nodes().stream()
                .flatMap(node -> node.steps().stream())
                .filter(step -> step.name().equals("prune"))
                .toList();
        if (view.status().equals("succeeded")) {
            return new Stage("Tidy up", "done", "check", "old releases pruned", false);
        }
        return pruned.isEmpty() ? waiting("Tidy up") : new Stage("Tidy up", "now", "spin", "pruning", false);
    }

    private static Stage waiting(String name) {
        return new Stage(name, "todo", "dot", "waiting", false);
    }
}
