package dev.slipway.dashboard;

import dev.slipway.dashboard.Choices.ReleaseChoice;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.FleetView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was deployed to a fleet, newest first, with the way back.
 *
 * @param waiting releases newer than the live one that no deployment brought here yet
 * @param older number to page on from; null at the end
 * @param hand what the visitor may do
 */
record ReleasesPage(
        FleetView fleet,
        @Nullable ReleaseChoice live,
        @Nullable ReleaseChoice previous,
        List<ReleaseChoice> waiting,
        List<Row> rows,
        @Nullable Long older,
        Hand hand) {
    static final int ROWS = 50;

    /**
     * One deployment.
     *
     * @param tone class of the row
     * @param took null while it runs
     * @param restorable whether its release can be brought back from here
     */
    record Row(
            DeploymentView view,
            Chip chip,
            Hull hull,
            String tone,
            @Nullable ReleaseChoice release,
            @Nullable String took,
            boolean restorable) {}

    static ReleasesPage of(FleetView fleet, List<DeploymentView> views, List<ReleaseChoice> releases, Hand hand) {
        Map<String, ReleaseChoice> byVersion = new HashMap<>();
        releases.forEach(release -> byVersion.put(release.version(), release));
        var shown = views.subList(0, Math.min(ROWS, views.size()));
        var rows = new ArrayList<Row>();
        var offered = new HashSet<String>();
        var liveSeen = false;
        for (var view : shown) {
            var live = !liveSeen
                    && view.status().equals("succeeded")
                    && view.release().equals(fleet.release());
            liveSeen |= live;
            var restorable = hand.rollsBack()
                    && view.status().equals("succeeded")
                    && !view.release().equals(fleet.release())
                    && byVersion.containsKey(view.release())
                    && offered.add(view.release());
            rows.add(row(view, live, restorable, byVersion.get(view.release())));
        }
        var older = views.size() > ROWS ? shown.getLast().number() : null;
        return new ReleasesPage(
                fleet,
                fleet.release() == null ? null : byVersion.get(fleet.release()),
                fleet.previousRelease() == null ? null : byVersion.get(fleet.previousRelease()),
                waiting(fleet, shown, releases),
                rows,
                older,
                hand);
    }

    private static Row row(DeploymentView view, boolean live, boolean restorable, @Nullable ReleaseChoice release) {
        var chip = Chip.ofDeployment(view.status());
        var tone =
                switch (view.status()) {
                    case "failed", "rolled_back" -> "bad";
                    default -> "";
                };
        if (live) {
            chip = new Chip("Live", "ok", "check");
            tone = "live";
        } else if (view.status().equals("succeeded")) {
            chip = new Chip("Replaced", "idle", "check");
        }
        var began = view.startedAt();
        var ended = view.finishedAt();
        var took = began == null || ended == null
                ? null
                : Words.span(Duration.between(began, ended).toMillis() / 1e3);
        return new Row(view, chip, Hull.of(view), tone, release, took, restorable);
    }

    private static List<ReleaseChoice> waiting(
            FleetView fleet, List<DeploymentView> views, List<ReleaseChoice> releases) {
        var waiting = new ArrayList<ReleaseChoice>();
        for (var release : releases) {
            if (release.version().equals(fleet.release())) {
                break;
            }
            if (views.stream().noneMatch(view -> view.release().equals(release.version()))) {
                waiting.add(release);
            }
        }
        return waiting;
    }
}
