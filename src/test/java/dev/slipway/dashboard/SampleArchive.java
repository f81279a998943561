package dev.slipway.dashboard;

import dev.slipway.history.Archive;
import dev.slipway.history.DeploymentView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sample deployments as a list. */
@Alternative
@ApplicationScoped
class SampleArchive implements Archive {
    private final SampleHistory history;

    SampleArchive(SampleHistory history) {
        this.history = history;
    }

    @Override
    public List<Entry> newestFirst(Filter filter, @Nullable Long before, int limit) {
        return all(filter)
                .filter(entry -> before == null || entry.number() < before)
                .limit(limit)
                .toList();
    }

    @Override
    public List<String> people(int limit) {
        return List.of("github:acme/shop#1873", "lena");
    }

    @Override
    public List<Entry> unfinished() {
        return all(Filter.ALL)
                .filter(entry -> entry.finishedAt() == null)
                .toList()
                .reversed();
    }

    @Override
    public void ended(Instant since, Filter filter, Consumer<Entry> each) {
        all(filter).filter(entry -> entry.finishedAt() != null).forEach(entry -> {
            // Each of them ended once a day, the same way.
            for (var day = 20; day >= 0; day--) {
                each.accept(shifted(entry, 86_400L * day));
            }
        });
    }

    @Override
    public Map<String, String> migrations(String fleet) {
        return Map.of("2.13.1", "failed");
    }

    private Stream<Entry> all(Filter filter) {
        return history.deployments(filter.fleet(), filter.status(), null, 1000).stream()
                .filter(view -> filter.person() == null || filter.person().equals(view.startedBy()))
                .map(SampleArchive::entry);
    }

    private static Entry shifted(Entry e, long seconds) {
        return new Entry(
                e.number(),
                e.fleet(),
                e.kind(),
                e.release(),
                e.status(),
                e.statusReason(),
                e.why(),
                e.startedBy(),
                e.queuedAt().minusSeconds(seconds),
                e.startedAt() == null ? null : e.startedAt().minusSeconds(seconds),
                Objects.requireNonNull(e.finishedAt()).minusSeconds(seconds),
                e.servers(),
                e.reached(),
                e.outSeconds(),
                e.longestOut(),
                e.leadSeconds());
    }

    private static Entry entry(DeploymentView view) {
        var over = view.over();
        var reached = (int) view.nodes().stream()
                .filter(node -> node.state().equals("done"))
                .count();
        return new Entry(
                view.number(),
                view.fleet(),
                view.kind(),
                view.release(),
                view.status(),
                view.statusReason(),
                view.reason(),
                view.startedBy(),
                view.queuedAt(),
                view.startedAt(),
                view.finishedAt(),
                over ? view.nodes().size() : null,
                over ? reached : null,
                over ? 31.2 : null,
                over ? 5.2 : null,
                over && view.status().equals("succeeded") ? 2_460.0 : null);
    }
}
