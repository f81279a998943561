package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import dev.slipway.history.DeploymentView.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cards beside the lanes.
 *
 * @param inService servers that the balancers send requests to
 */
record Rail(List<Group> groups, int inService, int total, int floor, List<Outage> outages) {
    /** Servers in the same place with the same release. */
    record Group(Chip place, String names, String release) {}

    /**
     * When a server was out.
     *
     * @param from clock time of the first drain
     * @param to clock time of its being back; null: it is out
     * @param width of its bar, of 100
     */
    record Outage(String name, String from, @Nullable String to, String seconds, int width) {}

    static Rail of(DeploymentView view, Instant now) {
        var byPlace = new LinkedHashMap<List<String>, List<String>>();
        for (var node : view.nodes()) {
            var release = node.rotation().equals("in") ? node.release() : null;
            var key = List.of(node.rotation(), release == null ? "" : release);
            byPlace.computeIfAbsent(key, _ -> new ArrayList<>()).add(node.name());
        }
        var groups = new ArrayList<Group>();
        byPlace.forEach((key, names) -> {
            var place = Chip.ofRotation(key.getFirst());
            groups.add(new Group(
                    place, String.join(", ", names), key.getLast().isEmpty() ? key.getFirst() : key.getLast()));
        });
        var inService = (int) view.nodes().stream()
                .filter(node -> node.rotation().equals("in"))
                .count();
        return new Rail(groups, inService, view.nodes().size(), view.floor(), outages(view.nodes(), now));
    }

    private static List<Outage> outages(List<Node> nodes, Instant now) {
        var longest = 0.0;
        for (var node : nodes) {
            if (node.outOfRotationSeconds() != null) {
                longest = Math.max(longest, node.outOfRotationSeconds());
            }
        }
        var outages = new ArrayList<Outage>();
        for (var node : nodes) {
            var seconds = node.outOfRotationSeconds();
            if (seconds != null) {
                var width = longest == 0 ? 0 : (int) Math.round(100 * seconds / longest);
                var span = OutOfRotation.of(node, now);
                outages.add(new Outage(
                        node.name(),
                        Words.clock(span.from()),
                        span.back() ? Words.clock(span.to()) : null,
                        Words.span(seconds),
                        width));
            }
        }
        return outages;
    }
}
