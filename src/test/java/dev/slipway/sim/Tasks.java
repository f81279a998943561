package dev.slipway.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The scheduler's table: who has which deployment in hand, and since when nobody heard from him. */
final class Tasks {
    private static final Duration DEAD = Duration.ofSeconds(8);
    private final Map<Long, Row> rows = new TreeMap<>();
    private long version;

    private static final class Row {
        Instant due;

        @Nullable String owner;

        Instant beat = Instant.MIN;
        long version;

        Row(Instant due) {
            this.due = due;
        }
    }

    /** One picked execution. */
    record Picked(long number, long version) {}

    /** Makes a task, or brings an idle one forward. */
    void due(long number, Instant at) {
        var row = rows.computeIfAbsent(number, key -> new Row(at));
        if (row.owner == null && row.due.isAfter(at)) {
            row.due = at;
        }
    }

    List<Picked> pick(String owner, Instant now) {
        var picked = new ArrayList<Picked>();
        rows.forEach((number, row) -> {
            if (row.owner == null && !row.due.isAfter(now)) {
                row.owner = owner;
                row.beat = now;
                row.version = ++version;
                picked.add(new Picked(number, row.version));
            }
        });
        return picked;
    }

    void beat(Picked picked, Instant now) {
        var row = rows.get(picked.number());
        if (row != null && row.version == picked.version() && row.owner != null) {
            row.beat = now;
        }
    }

    void revive(Instant now) {
        rows.values().stream()
                .filter(r -> r.owner != null && r.beat.plus(DEAD).isBefore(now))
                .forEach(r -> {
                    r.owner = null;
                    r.due = now;
                    r.version = ++version;
                });
    }

    void again(Picked picked, Instant at) {
        var row = rows.get(picked.number());
        if (row != null && row.version == picked.version()) {
            row.owner = null;
            row.due = at;
            row.version = ++version;
        }
    }

    void remove(Picked picked) {
        var row = rows.get(picked.number());
        if (row != null && row.version == picked.version()) {
            rows.remove(picked.number());
        }
    }
}
