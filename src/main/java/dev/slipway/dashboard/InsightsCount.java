package dev.slipway.dashboard;

import dev.slipway.dashboard.Bars.Value;
import dev.slipway.dashboard.Insights.Figure;
import dev.slipway.dashboard.Insights.Span;
import dev.slipway.history.Archive.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counts deployments, given in the order of their ends, by day or by week. */
final class InsightsCount {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

    private final int days;
    private final int length;
    private final LocalDate first;
    private final List<Bucket> buckets = new ArrayList<>();
    /** Fleets that a failed change left unwell, and since when. */
    private final Map<String, Instant> unwell = new HashMap<>();

    /** What one day or week had. */
    private static final class Bucket {
        private int changes;
        private int failed;
        private final List<Double> leads = new ArrayList<>();
        private final List<Double> restores = new ArrayList<>();
        private final List<Double> outs = new ArrayList<>();
    }

    InsightsCount(int days, Instant now) {
        this.days = days;
        this.length = days > 31 ? 7 : 1;
        var count = (days + length - 1) / length;
        this.first = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays((long) count * length - 1);
        for (var i = 0; i < count; i++) {
            buckets.add(new Bucket());
        }
    }

    /** From when on deployments count. */
    Instant since() {
        return first.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    void add(Entry entry) {
        var end = entry.finishedAt();
        var began = entry.startedAt();
        if (end == null || began == null) {
            return;
        }
        var day = ChronoUnit.DAYS.between(first, LocalDate.ofInstant(end, ZoneOffset.UTC));
        if (day < 0 || day >= (long) buckets.size() * length) {
            return;
        }
        var bucket = buckets.get((int) (day / length));
        if (entry.longestOut() != null && entry.longestOut() > 0) {
            bucket.outs.add(entry.longestOut());
        }
        switch (entry.status()) {
            case "succeeded" -> succeeded(bucket, entry, end);
            case "rolled_back" -> {
                failed(bucket, entry);
                // It took itself back, so the fleet was well again at its end.
                bucket.restores.add(seconds(began, end));
            }
            case "failed" -> {
                failed(bucket, entry);
                unwell.putIfAbsent(entry.fleet(), began);
            }
            default -> {
                // Cancelled, or replaced by a newer one: it changed nothing that stayed.
            }
        }
    }

    private void succeeded(Bucket bucket, Entry entry, Instant end) {
        var since = unwell.remove(entry.fleet());
        switch (entry.kind()) {
            case "deploy" -> {
                bucket.changes++;
                if (entry.leadSeconds() != null) {
                    bucket.leads.add(entry.leadSeconds());
                }
            }
            case "rollback" -> {
                if (since == null) {
                    // What it took back had arrived, and was wrong all the same.
                    bucket.failed++;
                    since = entry.queuedAt();
                }
            }
            default -> {
                // A restart or a late server brings no change.
            }
        }
        if (since != null) {
            bucket.restores.add(seconds(since, end));
        }
    }

    private static void failed(Bucket bucket, Entry entry) {
        if (entry.kind().equals("deploy")) {
            bucket.changes++;
            bucket.failed++;
        }
    }

    Insights insights(String fleet, List<String> fleets) {
        var spans = new ArrayList<Span>();
        for (var i = 0; i < buckets.size(); i++) {
            var from = first.plusDays((long) i * length);
            var bucket = buckets.get(i);
            spans.add(new Span(
                    from.toString(),
                    DAY.format(from),
                    bucket.changes,
                    median(bucket.leads),
                    bucket.failed,
                    median(bucket.restores),
                    median(bucket.outs)));
        }
        var changes = buckets.stream().mapToInt(bucket -> bucket.changes).sum();
        return new Insights(
                days, fleet, fleets, changes, changes >= Insights.NEEDED, figures(spans, changes), List.copyOf(spans));
    }

    private List<Figure> figures(List<Span> spans, int changes) {
        var failed = buckets.stream().mapToInt(bucket -> bucket.failed).sum();
        var weeks = days / 7.0;
        return List.of(
                new Figure(
                        "Deployments",
                        "Deployments",
                        Integer.toString(changes),
                        String.format(Locale.ROOT, "%.1f a week; failed ones are marked", changes / weeks),
                        Bars.of(
                                spans.stream()
                                        .map(span -> new Value(
                                                Math.max(span.changes(), span.failed()),
                                                span.failed(),
                                                span.label() + ": " + span.changes() + ", " + span.failed()
                                                        + " failed"))
                                        .toList(),
                                "")),
                timed(
                        "Release to live",
                        "Release to live",
                        "median, from the release's making",
                        spans,
                        b -> b.leads,
                        Span::lead),
                new Figure(
                        "Failed changes",
                        "Failed",
                        changes == 0 ? null : String.format(Locale.ROOT, "%.1f %%", 100.0 * failed / changes),
                        failed + " of " + changes + ": failed, or taken back later",
                        Bars.of(
                                spans.stream()
                                        .map(span -> new Value(
                                                span.failed(), span.failed(), span.label() + ": " + span.failed()))
                                        .toList(),
                                "")),
                timed(
                        "Time to restore",
                        "Restored in",
                        "median, until the fleet was well again",
                        spans,
                        b -> b.restores,
                        Span::restore),
                timed(
                        "Out of rotation",
                        "Out of rotation",
                        "median of each deployment's longest server",
                        spans,
                        b -> b.outs,
                        Span::out));
    }

    private Figure timed(
            String name,
            String column,
            String note,
            List<Span> spans,
            Function<Bucket, List<Double>> all,
            Function<Span, @Nullable Double> one) {
        var together =
                buckets.stream().flatMap(bucket -> all.apply(bucket).stream()).toList();
        var median = median(together);
        var values = new ArrayList<Value>();
        for (var span : spans) {
            var seconds = one.apply(span);
            values.add(new Value(
                    seconds == null ? 0 : seconds,
                    0,
                    span.label() + ": " + (seconds == null ? "none" : Words.span(seconds))));
        }
        return new Figure(
                name, column, median == null ? null : Words.span(median), note, Bars.of(List.copyOf(values), ""));
    }

    private static @Nullable Double median(List<Double> values) {
        if (values.isEmpty()) {
            return null;
        }
        var sorted = values.stream().sorted().toList();
        var middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis() / 1e3);
    }
}
