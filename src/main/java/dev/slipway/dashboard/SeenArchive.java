package dev.slipway.dashboard;

import dev.slipway.history.Archive;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The archive as somebody sees it who may see only some fleets. */
record SeenArchive(Archive all, Set<String> fleets) implements Archive {
    @Override
    public List<Entry> newestFirst(Filter filter, @Nullable Long before, int limit) {
        return fleets.stream()
                .filter(fleet -> filter.fleet() == null || fleet.equals(filter.fleet()))
                .flatMap(fleet ->
                        all.newestFirst(new Filter(fleet, filter.person(), filter.status()), before, limit).stream())
                .sorted(Comparator.comparingLong(Entry::number).reversed())
                .limit(limit)
                .toList();
    }

    /** Nobody: whoever started something elsewhere is not to be known. */
    @Override
    public List<String> people(int limit) {
        return List.of();
    }

    @Override
    public List<Entry> unfinished() {
        return all.unfinished().stream()
                .filter(entry -> fleets.contains(entry.fleet()))
                .toList();
    }

    @Override
    public void ended(Instant since, Filter filter, Consumer<Entry> each) {
        all.ended(since, filter, entry -> {
            if (fleets.contains(entry.fleet())) {
                each.accept(entry);
            }
        });
    }

    @Override
    public Map<String, String> migrations(String fleet) {
        return fleets.contains(fleet) ? all.migrations(fleet) : Map.of();
    }
}
