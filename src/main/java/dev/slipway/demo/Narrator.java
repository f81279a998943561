package dev.slipway.demo;

import dev.slipway.history.DeploymentView;
import dev.slipway.history.History;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Tells on the console what happens to the demo's fleet and its visitors. */
@Singleton
final class Narrator {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(5);
    private static final Set<String> TOLD_STATES = Set.of("switching", "done", "undone", "failed", "skipped");

    private final History history;
    private final Traffic traffic;
    private final Console console;
    private final Map<String, String> told = new HashMap<>();

    Narrator(History history, Traffic traffic, Console console) {
        this.history = history;
        this.traffic = traffic;
        this.console = console;
    }

    /** Tells until the newest deployment of the fleet is as wanted, and returns that. */
    DeploymentView until(Predicate<DeploymentView> wanted) throws InterruptedException {
        long counted = System.nanoTime();
        while (true) {
            var newest = history.deployments(DemoFleet.NAME, null, null, 1);
            if (!newest.isEmpty()) {
                tell(newest.getFirst());
                if (wanted.test(newest.getFirst())) {
                    return newest.getFirst();
                }
            }
            if (traffic.served() > 0 && System.nanoTime() - counted > BETWEEN_COUNTS.toNanos()) {
                counted = System.nanoTime();
                console.say(traffic.line());
            }
            Thread.sleep(LOOK);
        }
    }

    private void tell(DeploymentView view) {
        String name = "deployment " + view.number();
        for (var node : view.nodes()) {
            if (TOLD_STATES.contains(node.state()) && isNews(name + " " + node.name(), node.state())) {
                console.say(name + ": " + node.name() + " " + node.state()
                        + (node.problem() == null ? "" : " (" + node.problem() + ")"));
            }
        }
        if (isNews(name, view.status())) {
            console.say(name + ": " + view.status() + (view.over() ? ending(view) : " (" + view.release() + ")"));
        }
    }

    private boolean isNews(String what, String state) {
        return !state.equals(told.put(what, state));
    }

    private String ending(DeploymentView view) {
        String seconds = view.nodes().stream()
                .filter(node -> node.outOfRotationSeconds() != null)
                .map(node -> String.format(Locale.ROOT, "%s %.1f s", node.name(), node.outOfRotationSeconds()))
                .collect(Collectors.joining(", "));
        return (traffic.served() == 0 ? "" : ", " + traffic.line())
                + (seconds.isEmpty() ? "" : ", out of rotation " + seconds)
                + (view.statusReason() == null ? "" : " (" + view.statusReason() + ")");
    }
}
