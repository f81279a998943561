package dev.slipway.dashboard;

import dev.slipway.dashboard.Choices.ReleaseChoice;
import dev.slipway.history.FleetView;
import dev.slipway.release.WayBack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rollback does and does not undo, told before the click.
 *
 * @param leaving releases that stop being live, newest first
 * @param irreversible those of them whose migrations cannot be undone: a person must say that the older one works
 * @param token what its form must bring back
 */
record RollbackPage(
        FleetView fleet,
        String to,
        List<Check> checks,
        List<ReleaseChoice> leaving,
        List<String> irreversible,
        String token) {
    /**
     * One line of the safety list.
     *
     * @param tone empty, or {@code wn} for what a person should think about
     */
    record Check(String text, String note, String tone, String icon) {
        static Check good(String text, String note) {
            return new Check(text, note, "", "check");
        }

        static Check warning(String text, String note) {
            return new Check(text, note, "wn", "alert");
        }
    }

    /**
     * Judges the way back.
     *
     * @param releases of the application, newest first
     * @param migrations how those of the releases went that ran
     * @param took how long the last deployment took; null: nobody knows
     */
    static RollbackPage of(
            FleetView fleet,
            String to,
            List<ReleaseChoice> releases,
            Map<String, String> migrations,
            @Nullable String took,
            String token) {
        var leaving = WayBack.leaving(releases, ReleaseChoice::version, fleet.release(), to);
        var checks = new ArrayList<Check>();
        checks.add(files(fleet, to));
        checks.add(migrations(leaving));
        unsure(leaving, migrations).forEach(checks::add);
        checks.add(capacity(fleet));
        if (took != null) {
            checks.add(Check.good("About " + took, "as long as the last deployment of this fleet"));
        }
        if (fleet.running() != null) {
            checks.add(Check.warning(
                    "Deployment #" + fleet.running() + " is not over",
                    "if it is held or paused, the rollback ends it; else it waits for it"));
        }
        checks.add(commits(leaving));
        checks.add(Check.warning("Automatic deployments stop", "until a person lifts it; people still can deploy"));
        return new RollbackPage(fleet, to, checks, leaving, versions(leaving, "irreversible"), token);
    }

    private static Check files(FleetView fleet, String to) {
        return to.equals(fleet.previousRelease())
                ? Check.good("Files are on the servers", "the release before this one is always kept; no upload")
                : Check.warning(
                        "Files may have been pruned", "a server that lacks them gets them first, still serving");
    }

    private static Check migrations(List<ReleaseChoice> leaving) {
        var irreversible = versions(leaving, "irreversible");
        if (!irreversible.isEmpty()) {
            return Check.warning(
                    "The database stays changed by " + Words.listed(irreversible),
                    "cannot be undone; make sure that the older release works with it");
        }
        var reversible = versions(leaving, "reversible");
        return reversible.isEmpty()
                ? Check.good("Database stays as it is", "no migrations in between")
                : Check.warning(
                        "Migrations of " + Words.listed(reversible) + " stay applied", "a rollback runs no migration");
    }

    /** Migrations that did not end well, or of which nobody knows. */
    private static List<Check> unsure(List<ReleaseChoice> leaving, Map<String, String> migrations) {
        var checks = new ArrayList<Check>();
        for (var release : leaving) {
            switch (migrations.getOrDefault(release.version(), "")) {
                case "failed" ->
                    checks.add(Check.warning(
                            "The migration of " + release.version() + " failed",
                            "it may have changed a part of the database; look before you go back"));
                case "unknown", "started" ->
                    checks.add(Check.warning(
                            "How the migration of " + release.version() + " ended is not known",
                            "find out on the server before you go back"));
                default -> {
                    // It ran to its end, or there was none.
                }
            }
        }
        return checks;
    }

    private static List<String> versions(List<ReleaseChoice> releases, String migrations) {
        return releases.stream()
                .filter(release -> release.migrations().equals(migrations))
                .map(ReleaseChoice::version)
                .toList();
    }

    private static Check capacity(FleetView fleet) {
        var size = fleet.nodes().size();
        var wave = Math.min(fleet.wave(), size);
        var text = Words.counted(wave, "server") + " at a time, " + (size - wave) + " keep serving";
        return size > wave
                ? Check.good(text, "drained, switched, proved healthy")
                : Check.warning(text, "this interrupts service");
    }

    private static Check commits(List<ReleaseChoice> leaving) {
        if (leaving.isEmpty()) {
            return Check.good("No newer release leaves", "");
        }
        var people = leaving.stream()
                .map(ReleaseChoice::author)
                .filter(author -> author != null)
                .distinct()
                .count();
        var by = people == 0
                ? ""
                : " by " + Words.counted((int) people, "person").replace("persons", "people");
        var verb = leaving.size() == 1 ? " leaves" : " leave";
        return Check.warning(Words.counted(leaving.size(), "release") + by + verb, "listed below");
    }

    public String irreversibleWords() {
        return Words.listed(irreversible);
    }
}
