package dev.slipway.dashboard;

import dev.slipway.release.Releases;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What there is to choose from, as it is stored. */
@ApplicationScoped
class StoredChoices implements Choices {
    private static final int RELEASES = 100;
    private final Releases releases;
    private final Instance<TrafficSource> sources;

    StoredChoices(Releases releases, @Any Instance<TrafficSource> sources) {
        this.releases = releases;
        this.sources = sources;
    }

    @Override
    public List<ReleaseChoice> releases(String application) {
        return releases.newestFirst(application, RELEASES, null).stream()
                .map(r -> new ReleaseChoice(
                        r.version(),
                        r.commit(),
                        r.notes(),
                        r.migrations().name().toLowerCase(Locale.ROOT),
                        r.createdAt(),
                        r.author(),
                        r.bytes()))
                .toList();
    }

    @Override
    public Optional<TrafficView> traffic(String fleet) {
        return sources.stream().flatMap(s -> s.traffic(fleet).stream()).findFirst();
    }
}
