package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import dev.slipway.history.LogLine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Deployments in memory: 412 runs, 411 is held, 410 succeeded, 409 was rolled back, 408 asks about its migration. */
@Alternative
@ApplicationScoped
class SampleHistory implements History {
    private final TreeMap<Long, DeploymentView> deployments = new TreeMap<>();
    private final List<LogLine> lines = new ArrayList<>();

    SampleHistory() {
        reset();
    }

    final synchronized void reset() {
        deployments.clear();
        lines.clear();
        for (var view : Samples.deployments(Instant.now())) {
            deployments.put(view.number(), view);
        }
        lines.addAll(log(Instant.now()));
    }

    /** Lets a deployment go on, and says a line. */
    synchronized void put(DeploymentView view, String node, String step, String text) {
        deployments.put(view.number(), view);
        lines.add(new LogLine(lines.size() + 1L, Instant.now(), node, step, text));
        notifyAll();
    }

    /** Says a line, and nothing else. */
    synchronized void say(String node, String step, String text) {
        lines.add(new LogLine(lines.size() + 1L, Instant.now(), node, step, text));
    }

    @Override
    public synchronized Optional<DeploymentView> deployment(long number) {
        return Optional.ofNullable(deployments.get(number));
    }

    @Override
    public Optional<String> fleetOf(long number) {
        return deployment(number).map(DeploymentView::fleet);
    }

    @Override
    public synchronized List<DeploymentView> deployments(
            @Nullable String fleet, @Nullable String status, @Nullable Long before, int limit) {
        return deployments.descendingMap().values().stream()
                .filter(view -> fleet == null || view.fleet().equals(fleet))
                .filter(view -> status == null || view.status().equals(status))
                .filter(view -> before == null || view.number() < before)
                .limit(limit)
                .toList();
    }

    @Override
    public List<FleetView> fleets() {
        return SampleFleets.all(Instant.now());
    }

    @Override
    public Optional<FleetView> fleet(String name) {
        return fleets().stream().filter(fleet -> fleet.name().equals(name)).findFirst();
    }

    @Override
    public synchronized List<LogLine> log(
            long number, @Nullable String node, @Nullable String step, long after, int limit) {
        return lines.stream()
                .filter(line -> line.number() > after)
                .filter(line -> node == null || Objects.equals(node, line.node()))
                .filter(line -> step == null || step.equals(line.step()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<LogLine> logBefore(
            long number, @Nullable String node, @Nullable String step, long before, int limit) {
        return log(number, node, step, 0, Integer.MAX_VALUE).stream()
                .filter(line -> line.number() < before)
                .toList()
                .reversed()
                .stream()
                .limit(limit)
                .toList()
                .reversed();
    }

    @Override
    public List<LogLine> logWith(long number, @Nullable String node, @Nullable String step, String text, int limit) {
        return log(number, node, step, 0, Integer.MAX_VALUE).stream()
                .filter(line -> line.text().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized long logLines(long number) {
        return lines.isEmpty() ? 0 : lines.getLast().number();
    }

    @Override
    public synchronized long awaitAfter(long number, long after, Duration atMost) throws InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (quiet(number, after) && System.nanoTime() < deadline) {
            wait(20);
        }
        var now = deployments.get(number);
        return now == null ? after : now.journalNumber();
    }

    private synchronized boolean quiet(long number, long after) {
        var view = deployments.get(number);
        return view != null && view.journalNumber() <= after && !view.over();
    }

    @Override
    public List<dev.slipway.deployment.Entry> entries(long number, long after) {
        return List.of();
    }

    private static List<LogLine> log(Instant now) {
        var texts = List.of(
                "drain|31 open connections, waiting up to 30 s",
                "drain|\u001b[33m1 connection kept open past 10 s: 10.9.2.44 GET /export/orders.csv\u001b[0m",
                "drain|\u001b[32mdrained\u001b[0m, 0 open connections",
                "activate|current → releases/2.14.0",
                "run: reload php|<script>alert('gotcha')</script>\u001b]0;owned\u0007 \u001b[2Jreloaded",
                "health|GET http://10.4.1.14:8080/health, expecting 200 within 5 s",
                "health|try 1 of 5: \u001b[31m503\u001b[0m {\"error\":\"TAX_RULES_URL is not set\"}");
        var lines = new ArrayList<LogLine>();
        for (var text : texts) {
            var bar = text.indexOf('|');
            var at = now.minusSeconds(60L - lines.size());
            lines.add(new LogLine(lines.size() + 1L, at, "web-04", text.substring(0, bar), text.substring(bar + 1)));
        }
        return lines;
    }
}
