package dev.slipway.dashboard;

import dev.slipway.dashboard.Choices.ReleaseChoice;
import dev.slipway.history.Archive;
import dev.slipway.history.Archive.Entry;
import dev.slipway.history.Archive.Filter;
import dev.slipway.history.FleetView;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment of a release would do, before its button.
 *
 * @param chosen null: there is no release to choose
 * @param plan null: likewise
 * @param took how long the last one took, in words; null: there is none to go by
 * @param token what the form must bring back
 */
record DeployPage(
        FleetView fleet,
        List<ReleaseChoice> releases,
        @Nullable ReleaseChoice chosen,
        @Nullable PlanPreview plan,
        @Nullable String took,
        String token) {

    /** How long the last deployment of a fleet took that reached every server. */
    static @Nullable String lastTook(Archive archive, String fleet) {
        return archive.newestFirst(new Filter(fleet, null, "succeeded"), null, 1).stream()
                .findFirst()
                .map(DeployPage::took)
                .orElse(null);
    }

    private static @Nullable String took(Entry entry) {
        return entry.startedAt() == null || entry.finishedAt() == null
                ? null
                : Words.span(
                        Duration.between(entry.startedAt(), entry.finishedAt()).toMillis() / 1e3);
    }

    /** Whether the chosen release is the live one. */
    public boolean live() {
        return chosen != null && chosen.version().equals(fleet.release());
    }

    /** Whether it is older than the live one, so that a rollback is what is meant. */
    public boolean older() {
        if (chosen == null || fleet.release() == null || live()) {
            return false;
        }
        for (var release : releases) {
            if (release.version().equals(fleet.release())) {
                return true;
            }
            if (release.equals(chosen)) {
                return false;
            }
        }
        return false;
    }

    /** What the chosen release brings beyond the live one. */
    public List<ReleaseChoice> changes() {
        return chosen == null || older() || live()
                ? List.of()
                : Comparison.between(releases, fleet.release(), chosen.version());
    }
}
