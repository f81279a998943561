package dev.slipway.dashboard;

import dev.slipway.dashboard.Choices.ReleaseChoice;
import dev.slipway.fleet.Windows.State;
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
 * @param overrides whether the visitor may begin it in spite of a hold, a freeze or a window
 */
record DeployPage(
        FleetView fleet,
        List<ReleaseChoice> releases,
        @Nullable ReleaseChoice chosen,
        @Nullable PlanPreview plan,
        @Nullable String took,
        String token,
        boolean overrides) {

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

    /** Why nothing new is taken now, in words; null: it is. */
    public @Nullable String stopped() {
        if (fleet.hold() != null) {
            return "The fleet is " + fleet.hold().told();
        }
        return fleet.window() != null && fleet.window().state() == State.FROZEN
                ? "The fleet is " + fleet.window().told()
                : null;
    }

    /** What it will wait for, in words; null: nothing. */
    public @Nullable String closed() {
        return fleet.window() != null && fleet.window().state() == State.CLOSED
                ? fleet.window().told()
                : null;
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
