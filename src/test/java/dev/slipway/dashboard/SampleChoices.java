package dev.slipway.dashboard;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Five releases of every application, and the live one of {@code search}, which has no notes. */
@Alternative
@ApplicationScoped
class SampleChoices implements Choices {
    @Override
    public List<ReleaseChoice> releases(String application) {
        var all = List.of(
                release("2.14.1", "Quieter logs <b>please</b>", "none", 1, "Lena"),
                release("2.14.0", "Faster checkout totals", "reversible", 3, "Mira"),
                release("2.13.2", "Fix rounding on gift cards", "none", 20, "Jonas"),
                release("2.13.1", "Gift card balances on the basket page", "irreversible", 50, "Lena"),
                release("2.13.0", "Gift cards, first part", "none", 60, "Lena"));
        return application.equals("search")
                ? Stream.concat(all.stream(), Stream.of(release("0.30.5", null, "none", 90, "Lena")))
                        .toList()
                : all;
    }

    @Override
    public Optional<TrafficView> traffic(String fleet) {
        return fleet.equals("shop-production") ? Optional.of(new TrafficView(18_402, 0, 118.4)) : Optional.empty();
    }

    private static ReleaseChoice release(
            String version, @Nullable String notes, String migrations, int hours, String author) {
        var at = Instant.now().minus(Duration.ofHours(hours));
        return new ReleaseChoice(version, "7c1e9ab04d5f", notes, migrations, at, author, 48_100_000);
    }
}
