package dev.slipway.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.history.Archive;
import dev.slipway.history.Archive.Entry;
import dev.slipway.history.Archive.Filter;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import dev.slipway.history.Stop;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A page of the list of deployments.
 *
 * @param older number to page on from; null at the end
 * @param fleets to choose from
 * @param people to choose from
 */
record DeploymentList(
        List<Row> rows, @Nullable Long older, Filter filter, boolean live, List<String> fleets, List<String> people) {
    static final int ROWS = 50;
    /** The result that asks for all that are not over. */
    static final String LIVE = "live";

    private static final int PEOPLE = 100;

    /** What can be asked for, and its word. */
    static final List<Result> RESULTS = List.of(
            new Result("", "All"),
            new Result(LIVE, "Under way"),
            new Result("held", "Held"),
            new Result("succeeded", "Succeeded"),
            new Result("failed", "Failed"),
            new Result("rolled_back", "Rolled back"),
            new Result("cancelled", "Cancelled"));

    /** One of the results to filter by. */
    record Result(String value, String word) {}

    /**
     * One deployment.
     *
     * @param hull null while it has no plan
     * @param took null while it is under way
     * @param queue its place and what it waits for; null when it does not wait
     */
    record Row(
            Entry entry,
            Chip chip,
            @Nullable Hull hull,
            @Nullable String took,
            @Nullable Queue queue) {
        public Instant at() {
            return entry.startedAt() == null ? entry.queuedAt() : entry.startedAt();
        }

        public @Nullable String out() {
            var longest = entry.longestOut();
            return longest == null || longest == 0 ? null : Words.span(longest);
        }
    }

    /**
     * Why one waits.
     *
     * @param place in words, e.g. {@code second in line}, or what else it waits for
     * @param behind the number that goes first; null: it is next
     */
    record Queue(String place, @Nullable Long behind) {}

    static DeploymentList read(
            Archive archive,
            List<FleetView> seen,
            History history,
            Filter filter,
            boolean live,
            @Nullable Long before) {
        var unfinished = archive.unfinished();
        var entries = live
                ? unfinished.reversed().stream()
                        .filter(entry -> matches(entry, filter) && (before == null || entry.number() < before))
                        .limit(ROWS + 1L)
                        .toList()
                : archive.newestFirst(filter, before, ROWS + 1);
        var shown = entries.subList(0, Math.min(ROWS, entries.size()));
        var stops = stops(unfinished, history);
        var rows = new ArrayList<Row>();
        for (var entry : shown) {
            rows.add(row(entry, history, unfinished, stops));
        }
        var fleets = seen.stream().map(fleet -> fleet.name()).toList();
        var older = entries.size() > ROWS ? shown.getLast().number() : null;
        return new DeploymentList(rows, older, filter, live, fleets, archive.people(PEOPLE));
    }

    private static boolean matches(Entry entry, Filter filter) {
        return (filter.fleet() == null || filter.fleet().equals(entry.fleet()))
                && (filter.person() == null || filter.person().equals(entry.startedBy()));
    }

    /** Why some do not begin though their turn may have come; they stand in nobody's way. */
    private static Map<Long, Stop> stops(List<Entry> unfinished, History history) {
        var stops = new HashMap<Long, Stop>();
        for (var entry : unfinished) {
            if (entry.status().equals("queued")) {
                history.deployment(entry.number())
                        .map(DeploymentView::stop)
                        .ifPresent(stop -> stops.put(entry.number(), stop));
            }
        }
        return stops;
    }

    private static Row row(Entry entry, History history, List<Entry> unfinished, Map<Long, Stop> stops) {
        var chip = Chip.ofDeployment(entry.status());
        if (entry.finishedAt() != null) {
            var hull = entry.servers() == null || entry.servers() == 0
                    ? null
                    : Hull.counted(entry.reached() == null ? 0 : entry.reached(), entry.servers());
            return new Row(entry, chip, hull, took(entry), null);
        }
        if (entry.startedAt() == null) {
            var stop = stops.get(entry.number());
            var queue = stop == null ? queue(entry, unfinished, stops.keySet()) : new Queue(stop.told(), null);
            return new Row(entry, chip, null, null, queue);
        }
        var hull = history.deployment(entry.number()).map(DeploymentList::hull).orElse(null);
        return new Row(entry, chip, hull, null, null);
    }

    private static @Nullable Hull hull(DeploymentView view) {
        return view.nodes().isEmpty() ? null : Hull.of(view);
    }

    private static @Nullable String took(Entry entry) {
        return entry.startedAt() == null || entry.finishedAt() == null
                ? null
                : Words.span(
                        Duration.between(entry.startedAt(), entry.finishedAt()).toMillis() / 1e3);
    }

    private static Queue queue(Entry entry, List<Entry> unfinished, Set<Long> stopped) {
        var place = 1;
        Long behind = null;
        for (var other : unfinished) {
            if (other.fleet().equals(entry.fleet())
                    && other.number() < entry.number()
                    && !stopped.contains(other.number())) {
                behind = other.number();
                place += other.startedAt() == null ? 1 : 0;
            }
        }
        return new Queue(Words.place(place) + " in line", behind);
    }

    public List<Result> results() {
        return RESULTS;
    }

    public String result() {
        return live ? LIVE : text(filter.status());
    }

    public String fleet() {
        return text(filter.fleet());
    }

    public String person() {
        return text(filter.person());
    }

    /** Whether anything is left out on purpose. */
    public boolean narrowed() {
        return !result().isEmpty() || !fleet().isEmpty() || !person().isEmpty();
    }

    /** The same list with another result. */
    public String with(String result) {
        return address(result, null);
    }

    /** The next page; null at the end. */
    public @Nullable String olderAddress() {
        return older == null ? null : address(result(), older);
    }

    private String address(String result, @Nullable Long before) {
        var parts = new ArrayList<String>();
        part(parts, "fleet", fleet());
        part(parts, "person", person());
        part(parts, "status", result);
        part(parts, "before", before == null ? "" : before.toString());
        return "/deployments" + (parts.isEmpty() ? "" : "?" + String.join("&", parts));
    }

    private static void part(List<String> parts, String name, String value) {
        if (!value.isEmpty()) {
            parts.add(name + "=" + URLEncoder.encode(value, UTF_8));
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
