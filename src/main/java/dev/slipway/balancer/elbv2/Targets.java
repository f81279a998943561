package dev.slipway.balancer.elbv2;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a group's targets from one answer to the next, because AWS does not tell it: since when they
 * have been leaving, gone or unhealthy. What counts is when that was first seen, so a restart makes waits longer than
 * needed and never shorter. Guarded by the {@link GroupWatch} that has it.
 */
final class Targets {
    /** Whoever was not looked at for so long may have come and gone meanwhile. */
    private static final Duration GAP = Duration.ofMinutes(1);

    /** For so long AWS may still say what was before a command. */
    private static final Duration JUST_NOW = Duration.ofSeconds(5);

    private final Map<Target, Instant> leaving = new HashMap<>();
    private final Map<Target, Instant> sick = new HashMap<>();
    private final Map<Target, Told> told = new HashMap<>();
    private final Map<Target, String> zones = new HashMap<>();
    private Set<Target> registered = Set.of();
    private @Nullable Instant watching;
    private @Nullable Instant looked;

    /** The last command to a target. */
    private record Told(boolean in, Instant at) {}

    /** Since when targets that are not registered have been so; those not named, since the others. */
    record Since(Map<Target, Instant> leaving, Instant others) {
        Instant of(Target target) {
            return leaving.getOrDefault(target, others);
        }
    }

    /** It was told to leave. */
    void out(Target target, Instant now) {
        told.put(target, new Told(false, now));
        leaving.put(target, now);
    }

    /** It was told to come in. */
    void in(Target target, Instant now) {
        told.put(target, new Told(true, now));
        leaving.remove(target);
    }

    boolean toldOut(Target target, Instant now) {
        return justTold(target, false, now);
    }

    boolean toldIn(Target target, Instant now) {
        return justTold(target, true, now);
    }

    private boolean justTold(Target target, boolean in, Instant now) {
        var last = told.get(target);
        return last != null && last.in() == in && now.isBefore(last.at().plus(JUST_NOW));
    }

    /** What AWS said now. */
    void seen(Map<Target, Health> said, Instant now) {
        if (looked == null || watching == null || now.isAfter(looked.plus(GAP))) {
            watching = now;
            // Our own word still counts: nobody else can have made it shorter.
            leaving.keySet().removeIf(target -> !justLeft(target));
        }
        looked = now;
        registered.stream()
                .filter(target -> !said.getOrDefault(target, Health.ABSENT).registered())
                .forEach(target -> leaving.putIfAbsent(target, now));
        said.forEach((target, health) -> note(target, health, now));
        sick.keySet().retainAll(said.keySet());
        registered = said.entrySet().stream()
                .filter(one -> one.getValue().registered())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean justLeft(Target target) {
        var last = told.get(target);
        return last != null && !last.in();
    }

    private void note(Target target, Health health, Instant now) {
        if (health.registered()) {
            leaving.remove(target);
        } else if (health.draining()) {
            leaving.putIfAbsent(target, now);
        }
        if (health.unhealthy()) {
            sick.putIfAbsent(target, now);
        } else {
            sick.remove(target);
        }
        var zone = health.zone();
        if (zone != null) {
            zones.put(target, zone);
        }
    }

    /** For how long it has been unhealthy. */
    Duration sickFor(Target target, Instant now) {
        return Duration.between(sick.getOrDefault(target, now), now);
    }

    Since since() {
        return new Since(Map.copyOf(leaving), watching == null ? Instant.MIN : watching);
    }

    /** As it was registered; null where AWS did not tell. */
    @Nullable String zone(Target target) {
        return zones.get(target);
    }
}
