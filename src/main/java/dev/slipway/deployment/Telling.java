package dev.slipway.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says in sentences what runs where. */
final class Telling {
    private Telling() {}

    /** E.g. {@code web-1 serves 1.4.2. web-2 was put back on 1.4.1.} */
    static String whatIsWhere(DeploymentState state) {
        var groups = new TreeMap<String, List<String>>();
        for (var node : state.nodes()) {
            groups.computeIfAbsent(standing(node), key -> new ArrayList<>()).add(node.name());
        }
        var said = new ArrayList<String>();
        groups.forEach((standing, names) -> said.add(String.join(", ", names) + " " + standing + "."));
        return String.join(" ", said);
    }

    /** Nodes that a person went on without; null when there are none. */
    static @Nullable String leftOut(DeploymentState state) {
        var names = state.nodes().stream()
                .filter(n -> n.skipped)
                .map(NodeProgress::name)
                .toList();
        var said = new ArrayList<String>();
        if (!names.isEmpty()) {
            said.add("Without " + String.join(", ", names) + ", as a person decided");
        }
        state.nodes().stream()
                .filter(NodeProgress::aside)
                .forEach(n -> said.add(
                        "Without " + n.name() + ", which could not be looked at and is out by " + n.plan.takenOut()));
        return said.isEmpty() ? null : String.join(". ", said);
    }

    private static String standing(NodeProgress node) {
        var on = node.current == null ? "no release" : node.current;
        if (node.stuck()) {
            return "could be neither finished nor put back (on " + on + ", out of rotation)";
        }
        return switch (node.state()) {
            case WAITING, STAGING, STAGED -> "not touched (on " + on + ")";
            case SWITCHING -> "half-way (on " + on + ")";
            case DONE -> "on " + on;
            case UNDONE -> "put back on " + on;
            case SKIPPED -> "left out (on " + on + ")";
            case FAILED -> "failed (on " + on + ")";
        };
    }
}
