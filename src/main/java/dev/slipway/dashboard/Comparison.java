package dev.slipway.dashboard;

import dev.slipway.dashboard.Choices.ReleaseChoice;
import dev.slipway.history.FleetView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one release has that another has not.
 *
 * @param back whether {@code to} is the older of the two, so that the changes would leave
 * @param changes newest first
 */
record Comparison(
        FleetView fleet,
        @Nullable ReleaseChoice from,
        @Nullable ReleaseChoice to,
        boolean back,
        List<ReleaseChoice> changes,
        List<ReleaseChoice> releases) {

    static Comparison of(FleetView fleet, String from, String to, List<ReleaseChoice> releases) {
        var first = place(releases, from);
        var second = place(releases, to);
        var back = first >= 0 && second > first;
        return new Comparison(
                fleet,
                first < 0 ? null : releases.get(first),
                second < 0 ? null : releases.get(second),
                back,
                back ? between(releases, to, from) : between(releases, from, to),
                releases);
    }

    /** Releases that came after one, up to another; only the latter when nobody knows the former. */
    static List<ReleaseChoice> between(List<ReleaseChoice> releases, @Nullable String older, String newer) {
        var between = new ArrayList<ReleaseChoice>();
        var inside = false;
        for (var release : releases) {
            inside |= release.version().equals(newer);
            if (inside && release.version().equals(older)) {
                return List.copyOf(between);
            }
            if (inside) {
                between.add(release);
            }
        }
        return between.isEmpty() ? List.of() : List.of(between.getFirst());
    }

    /** Those that change the database. */
    public List<ReleaseChoice> migrating() {
        return changes.stream()
                .filter(release -> !release.migrations().equals("none"))
                .toList();
    }

    /** Who made them. */
    public List<String> people() {
        return changes.stream()
                .map(ReleaseChoice::author)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    public boolean same() {
        return from != null && from.equals(to);
    }

    private static int place(List<ReleaseChoice> releases, String version) {
        for (var i = 0; i < releases.size(); i++) {
            if (releases.get(i).version().equals(version)) {
                return i;
            }
        }
        return -1;
    }
}
