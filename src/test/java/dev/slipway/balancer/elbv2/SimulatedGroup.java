package dev.slipway.balancer.elbv2;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A target group of the simulator: its settings, its targets, and who gets the next request. */
final class SimulatedGroup {
    final String arn;
    final String name;
    final int port = 80;
    String type = "instance";
    String protocol = "HTTP";
    boolean inUse = true;
    Duration delay = Duration.ofMinutes(5);
    /** For so long the load balancer's own nodes do not know that a target has left. */
    Duration late = Duration.ZERO;

    Duration slowStart = Duration.ZERO;
    Duration interval = Duration.ofSeconds(10);
    int healthyThreshold = 3;
    final int unhealthyThreshold = 2;

    private final InstantSource clock;
    private final Map<Target, SimulatedTarget> targets = new LinkedHashMap<>();
    private final Map<Target, Instant> lateFor = new HashMap<>();
    private int turn;

    SimulatedGroup(String name, String region, InstantSource clock) {
        this.name = name;
        this.clock = clock;
        arn = "arn:aws:elasticloadbalancing:" + region + ":123456789012:targetgroup/" + name + "/73e2d6bc24d8a067";
    }

    /** One that has been healthy for long. */
    synchronized SimulatedGroup with(String id, int at) {
        register(new Target(id, at));
        target(new Target(id, at)).settled(clock.instant());
        return this;
    }

    SimulatedGroup with(String id) {
        return with(id, port);
    }

    synchronized void register(Target target) {
        bury();
        targets.computeIfAbsent(target, key -> new SimulatedTarget(this, clock.instant()))
                .register(clock.instant());
    }

    /** Whether it was there. */
    synchronized boolean deregister(Target target) {
        bury();
        var known = targets.get(target);
        if (known != null) {
            known.deregister(clock.instant());
            lateFor.put(target, clock.instant().plus(late));
        }
        return known != null;
    }

    synchronized void fit(String id, boolean passes) {
        target(new Target(id, port)).fit(passes, clock.instant());
    }

    synchronized void force(String id, Health health) {
        target(new Target(id, port)).force(health);
    }

    synchronized Map<Target, Health> health() {
        bury();
        Map<Target, Health> health = new LinkedHashMap<>();
        targets.forEach((target, life) -> health.put(target, life.health(clock.instant())));
        return health;
    }

    /** Who gets the next request. */
    synchronized Optional<Target> next() {
        bury();
        var takers = Stream.concat(
                        targets.entrySet().stream()
                                .filter(t ->
                                        t.getValue().health(clock.instant()).healthy())
                                .map(Map.Entry::getKey),
                        lateFor.entrySet().stream()
                                .filter(t -> clock.instant().isBefore(t.getValue()))
                                .map(Map.Entry::getKey))
                .distinct()
                .toList();
        return takers.isEmpty() ? Optional.empty() : Optional.of(takers.get(turn++ % takers.size()));
    }

    private SimulatedTarget target(Target target) {
        return Optional.ofNullable(targets.get(target)).orElseThrow();
    }

    /** The delay is over: AWS forgets them. */
    private void bury() {
        targets.values()
                .removeIf(life -> life.leaving() && life.health(clock.instant()).absent());
    }
}
