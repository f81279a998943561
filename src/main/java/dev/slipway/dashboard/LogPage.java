package dev.slipway.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.history.DeploymentView;
import dev.slipway.history.History;
import dev.slipway.history.LogLine;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of a log.
 *
 * @param first number of the first line shown; 0: none
 * @param total lines of all servers and steps
 * @param older whether there are lines before these
 * @param newer whether there are lines after these
 */
record LogPage(
        DeploymentView view,
        Wanted wanted,
        List<LogBlock> blocks,
        int shown,
        long first,
        long last,
        long total,
        boolean older,
        boolean newer,
        List<String> steps) {
    private static final int RANGE = 2_000;
    private static final int BEFORE_A_LINE = 500;
    private static final int FOUND = 500;

    /** What was asked for. */
    record Wanted(
            @Nullable String server,
            @Nullable String step,
            @Nullable Long at,
            @Nullable Long before,
            String find) {}

    static LogPage read(History history, DeploymentView view, Wanted wanted) {
        var number = view.number();
        var lines = lines(history, number, wanted);
        var first = lines.isEmpty() ? 0 : lines.getFirst().number();
        var last = lines.isEmpty() ? 0 : lines.getLast().number();
        var searching = !wanted.find().isEmpty();
        var older = !searching
                && first > 0
                && !history.logBefore(number, wanted.server(), wanted.step(), first, 1)
                        .isEmpty();
        var newer = !searching
                && last > 0
                && !history.log(number, wanted.server(), wanted.step(), last, 1).isEmpty();
        return new LogPage(
                view,
                wanted,
                LogBlock.of(lines),
                lines.size(),
                first,
                last,
                history.logLines(number),
                older,
                newer,
                steps(view));
    }

    private static List<LogLine> lines(History history, long number, Wanted wanted) {
        var server = wanted.server();
        var step = wanted.step();
        if (!wanted.find().isEmpty()) {
            return history.logWith(number, server, step, wanted.find(), FOUND);
        }
        if (wanted.at() != null) {
            var lines = new ArrayList<>(history.logBefore(number, server, step, wanted.at(), BEFORE_A_LINE));
            lines.addAll(history.log(number, server, step, Math.max(0, wanted.at() - 1), RANGE - BEFORE_A_LINE));
            return lines;
        }
        var before = wanted.before() == null ? Long.MAX_VALUE : wanted.before();
        return history.logBefore(number, server, step, before, RANGE);
    }

    private static List<String> steps(DeploymentView view) {
        return view.nodes().stream()
                .flatMap(node -> node.steps().stream())
                .map(DeploymentView.Step::name)
                .distinct()
                .toList();
    }

    public String server() {
        return wanted.server() == null ? "" : wanted.server();
    }

    public String step() {
        return wanted.step() == null ? "" : wanted.step();
    }

    /** Whether the search stopped because it had found enough. */
    public boolean foundMore() {
        return !wanted.find().isEmpty() && shown == FOUND;
    }

    public String olderAddress() {
        return address("before", Long.toString(first));
    }

    public String newerAddress() {
        return address("at", Long.toString(last + 1));
    }

    public String newestAddress() {
        return address("", "");
    }

    public String rawAddress() {
        return "/deployments/" + view.number() + "/log.txt" + query("", "");
    }

    private String address(String name, String value) {
        return "/deployments/" + view.number() + "/log" + query(name, value);
    }

    private String query(String name, String value) {
        var parts = new ArrayList<String>();
        part(parts, "server", server());
        part(parts, "step", step());
        part(parts, name, value);
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private static void part(List<String> parts, String name, String value) {
        if (!value.isEmpty()) {
            parts.add(name + "=" + URLEncoder.encode(value, UTF_8));
        }
    }
}
