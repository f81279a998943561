package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import dev.slipway.history.FleetView;
import java.util.List;

/**
 * The bar with one segment for each server, in their order.
 *
 * @param segments a class for each
 */
record Hull(List<String> segments, int done) {
    static Hull of(DeploymentView deployment) {
        var segments = deployment.nodes().stream().map(node -> segment(node)).toList();
        var done = (int) segments.stream().filter("o"::equals).count();
        return new Hull(segments, done);
    }

    static Hull of(FleetView fleet) {
        var segments = fleet.nodes().stream().map(node -> segment(node)).toList();
        var done = (int) segments.stream().filter("o"::equals).count();
        return new Hull(segments, done);
    }

    public int total() {
        return segments.size();
    }

    private static String segment(DeploymentView.Node node) {
        return switch (node.state()) {
            case "done" -> "o";
            case "failed" -> "f";
            case "undone" -> "u";
            case "skipped" -> "s";
            case "switching" -> "r p" + Lane.quarters(node) * 25;
            default -> "";
        };
    }

    private static String segment(FleetView.Node node) {
        if (node.problem() != null) {
            return "f";
        }
        return switch (node.rotation()) {
            case "in" -> "o";
            case "failing" -> "f";
            case "draining", "out" -> "u";
            default -> "";
        };
    }
}
