package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import dev.slipway.history.FleetView;
import java.util.ArrayList;
import java.util.List;

/**
 * The bar with one segment for each server, in their order.
 *
 * @param segments a class for each; with very many servers, for each handful
 */
record Hull(List<String> segments, int done, int total) {
    private static final int MOST = 48;

    static Hull of(DeploymentView deployment) {
        var segments = deployment.nodes().stream().map(node -> segment(node)).toList();
        var done = (int) segments.stream().filter("o"::equals).count();
        return new Hull(segments, done, segments.size());
    }

    static Hull of(FleetView fleet) {
        var segments = fleet.nodes().stream().map(node -> segment(node)).toList();
        var done = (int) segments.stream().filter("o"::equals).count();
        return new Hull(segments, done, segments.size());
    }

    /** Of a deployment that is over, where only the numbers are known. */
    static Hull counted(int reached, int servers) {
        var drawn = Math.min(servers, MOST);
        var segments = new ArrayList<String>();
        for (var i = 0; i < drawn; i++) {
            segments.add((long) i * servers < (long) reached * drawn ? "o" : "");
        }
        return new Hull(segments, reached, servers);
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
