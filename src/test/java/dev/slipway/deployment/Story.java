package dev.slipway.deployment;

import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Strategy;
import dev.slipway.fleet.WebNode;
import dev.slipway.pipeline.Pipeline;
import dev.slipway.release.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Plays a deployment through the real planner, fold and decider; the world is a few maps. */
final class Story {
    static final Instant START = Instant.parse("2026-11-20T13:00:00Z");

    private final DeploymentState state = new DeploymentState();
    private final Map<String, Event.Sort> broken = new HashMap<>();
    private final Map<String, String> current = new HashMap<>();
    private final Set<String> out = new HashSet<>();
    final List<String> told = new ArrayList<>();
    private String answer = "exit status 1";
    private int mostOut;
    private long number;
    private int environment;
    private int environmentBefore;

    static Pipeline pipeline() {
        return new Pipeline(
                "test",
                List.of(),
                List.of(),
                List.of(),
                List.of(command("build")),
                command("db"),
                List.of(command("restart")),
                List.of());
    }

    private static Pipeline.Command command(String name) {
        return new Pipeline.Command(name, "true", Duration.ofMinutes(1), false, null, false);
    }

    static Release release(String version) {
        return new Release("shop", version, "00", 1, 1, 1, Release.Migrations.REVERSIBLE, null, null, "test", START);
    }

    static Fleet fleet(int nodes, int wave, Strategy.OnFailure onFailure, int maxFailures) {
        var all = IntStream.rangeClosed(1, nodes).mapToObj(WebNode::of).toList();
        var strategy = new Strategy(
                wave,
                null,
                Duration.ofSeconds(30),
                Duration.ZERO,
                onFailure,
                maxFailures,
                Duration.ofMinutes(10),
                false);
        var edge = new BalancerSpec("edge", "haproxy", List.of(), "shop", BalancerSpec.Reenter.PROOF, Map.of());
        return new Fleet(
                "shop-production",
                "shop",
                "production",
                new Fleet.PipelineChoice.Named("test"),
                "/srv/shop",
                "shop-production",
                Map.of("edge", edge),
                all,
                null,
                strategy,
                5);
    }

    static Map<String, NodeRecord> live(Fleet fleet, String version) {
        var known = new HashMap<String, NodeRecord>();
        fleet.nodes()
                .forEach(n -> known.put(
                        n.name(),
                        new NodeRecord(
                                n.name(), version, version, version, NodeRecord.Rotation.IN, null, null, START)));
        return known;
    }

    /** A fleet on 1.0 that is asked for 1.1. */
    static Story upgrade(int nodes, int wave, Strategy.OnFailure onFailure, int maxFailures) {
        var fleet = fleet(nodes, wave, onFailure, maxFailures);
        return new Story().begin(Kind.DEPLOY, fleet, "1.1", live(fleet, "1.0"));
    }

    Story begin(Kind kind, Fleet fleet, String version, Map<String, NodeRecord> known) {
        known.forEach((name, record) -> {
            var on = record.current();
            if (on != null) {
                current.put(name, on);
            }
        });
        write(new Event.Queued(kind, fleet.name(), version, "test", null, null));
        write(new Event.Owned("a"));
        var planned = (Planner.Planned.Yes) Planner.plan(kind, fleet, pipeline(), release(version), List.of(), known);
        write(new Event.Planned(planned.plan().withEnvironment(environment, environmentBefore)));
        return this;
    }

    /** With this version of the environment files, and that one when the release was last deployed. */
    Story environment(int version, int before) {
        environment = version;
        environmentBefore = before;
        return this;
    }

    Story breaks(String node, String step) {
        return breaks(node, step, Event.Sort.ORDINARY);
    }

    Story breaks(String node, String step, Event.Sort sort) {
        broken.put(node + " " + step, sort);
        return this;
    }

    Story mended(String node, String step) {
        broken.remove(node + " " + step);
        return this;
    }

    Story answers(String words) {
        answer = words;
        return this;
    }

    Story says(Choice choice, @Nullable String node) {
        return says(choice, node, null);
    }

    Story says(Choice choice, @Nullable String node, @Nullable String reason) {
        write(new Event.Told(choice, null, node, "mira", reason));
        return this;
    }

    /** Goes on until it ends, waits for a person, or has begun this step on this node. */
    Story until(String node, String step) {
        return play(node + " " + step);
    }

    Story play() {
        return play("");
    }

    private Story play(String stop) {
        var under = new ArrayList<Decision.Start>();
        for (var turn = 0; turn < 10_000; turn++) {
            switch (Decider.next(state)) {
                case Decision.Write write -> write(write.event());
                case Decision.Run run -> {
                    for (var start : run.steps()) {
                        write(new Event.StepStarted(start.node(), start.step(), start.attempt()));
                        under.add(start);
                        told.add(start.node() + " " + start.step());
                    }
                    if (under.stream().anyMatch(s -> stop.equals(s.node() + " " + s.step()))) {
                        under.forEach(this::outcome);
                        return this;
                    }
                }
                case Decision.Rest _ -> outcome(under.removeFirst());
                case Decision.Park _, Decision.End _ -> {
                    return this;
                }
            }
        }
        throw new AssertionError("It never ends: " + state.status() + " " + told);
    }

    private void outcome(Decision.Start start) {
        var name = start.node();
        if (start.step().equals(Steps.DRAIN) && sort(start) != Event.Sort.CAPACITY) {
            leave(name);
        }
        var sort = sort(start);
        if (sort != null) {
            var why = new Failure(Failure.Category.USER, name, start.step(), answer, "mend it");
            write(new Event.StepFailed(name, start.step(), start.attempt(), why, sort));
            return;
        }
        write(new Event.StepDone(name, start.step(), start.attempt(), "", act(name, start.step())));
    }

    private Event.@Nullable Sort sort(Decision.Start start) {
        return broken.get(start.node() + " " + start.step());
    }

    private Map<String, String> act(String name, String step) {
        var version = Objects.requireNonNull(state.plan()).release().version();
        switch (step) {
            case Steps.PREFLIGHT -> {
                return Map.of("previous", current.getOrDefault(name, ""));
            }
            case Steps.ACTIVATE -> {
                current.put(name, version);
                return Map.of("current", version);
            }
            case Steps.ADMIT -> back(name);
            case Steps.UNDO -> {
                var previous = state.progress(name).previous();
                if (state.progress(name).activationBegun() && previous != null) {
                    if (!out.contains(name)) {
                        leave(name);
                    }
                    current.put(name, previous);
                }
                back(name);
                return Map.of("current", String.valueOf(previous));
            }
            default -> {}
        }
        return Map.of();
    }

    private void leave(String name) {
        out.add(name);
        mostOut = Math.max(mostOut, out.size());
        write(new Event.LeavesRotation(name, List.of("edge")));
    }

    private void back(String name) {
        out.remove(name);
        write(new Event.BackInRotation(name));
    }

    private void write(Event event) {
        number++;
        state.apply(new Entry(number, START.plusMillis(number), 1, event));
    }

    DeploymentState state() {
        return state;
    }

    Status status() {
        return state.status();
    }

    int mostOut() {
        return mostOut;
    }

    Set<String> out() {
        return out;
    }

    List<Choice> choices() {
        return Objects.requireNonNull(state.question()).choices();
    }

    @Nullable String on(String node) {
        return current.get(node);
    }

    List<String> states() {
        return state.nodes().stream().map(n -> n.state().word()).toList();
    }

    long count(String step) {
        return told.stream().filter(s -> s.endsWith(" " + step)).count();
    }
}
