package dev.slipway.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What there is to choose from, and what the traffic does meanwhile. */
public interface Choices {
    /** Releases of an application, newest first. */
    List<ReleaseChoice> releases(String application);

    /** What visitors of the fleet get just now; empty where nobody counts. */
    Optional<TrafficView> traffic(String fleet);

    /**
     * A release that can be deployed.
     *
     * @param migrations {@code none}, {@code reversible} or {@code irreversible}
     * @param bytes size of the artifact
     */
    record ReleaseChoice(
            String version,
            @Nullable String commit,
            @Nullable String notes,
            String migrations,
            Instant createdAt,
            @Nullable String author,
            long bytes) {}

    /**
     * Requests to a fleet since it was started.
     *
     * @param failed requests that a visitor saw fail
     */
    record TrafficView(long served, long failed, double perSecond) {}
}
