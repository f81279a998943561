package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The first page: who needs a person, and each application in each environment.
 *
 * @param environments column headings
 */
record Overview(List<Alarm> alarms, List<String> environments, List<Row> rows, List<FleetPage> fleets) {
    private static final int ALARMS = 6;

    /** One thing that waits for a person. */
    record Alarm(String title, String detail, String tone, String icon, String href, String action) {}

    /** One application; a cell is empty where it has no fleet. */
    record Row(String application, List<Cell> cells) {}

    /** The fleets of one application in one environment. */
    record Cell(List<FleetPage> fleets) {
        public boolean live() {
            return fleets.stream().anyMatch(FleetPage::live);
        }
    }

    static Overview of(List<FleetPage> fleets, List<DeploymentView> waiting) {
        var environments = new LinkedHashSet<String>();
        var byApplication = new LinkedHashMap<String, List<FleetPage>>();
        for (var page : fleets) {
            environments.add(page.fleet().environment());
            byApplication
                    .computeIfAbsent(page.fleet().application(), _ -> new ArrayList<>())
                    .add(page);
        }
        var rows = new ArrayList<Row>();
        byApplication.forEach((application, own) -> {
            var cells = environments.stream()
                    .map(environment -> new Cell(own.stream()
                            .filter(page -> page.fleet().environment().equals(environment))
                            .toList()))
                    .toList();
            rows.add(new Row(application, cells));
        });
        return new Overview(alarms(fleets, waiting), List.copyOf(environments), rows, fleets);
    }

    /** One line under the heading. */
    public String summary() {
        var servers = fleets.stream().mapToInt(page -> page.servers().size()).sum();
        var serving = fleets.stream().mapToInt(FleetPage::inRotation).sum();
        var running = (int) fleets.stream().filter(FleetPage::live).count();
        return Words.counted(rows.size(), "application") + " on " + Words.counted(servers, "server") + ", " + serving
                + " of them in rotation. "
                + (running == 0 ? "Nothing is under way." : Words.counted(running, "deployment") + " under way.");
    }

    private static List<Alarm> alarms(List<FleetPage> fleets, List<DeploymentView> waiting) {
        var alarms = new ArrayList<Alarm>();
        for (var view : waiting) {
            var subject = view.fleet() + " " + view.release();
            var detail = view.statusReason() == null ? "Asked for by " + view.startedBy() : view.statusReason();
            alarms.add(new Alarm(subject + " waits for approval", detail, "hold", "shield", view.url(), "Review"));
        }
        for (var page : fleets) {
            asking(page).ifPresent(alarms::add);
            held(page).ifPresent(alarms::add);
            for (var node : page.fleet().nodes()) {
                if (node.problem() != null) {
                    var href = "/fleets/" + page.fleet().name() + "#" + node.name();
                    alarms.add(
                            new Alarm(node.name() + " needs attention", node.problem(), "fail", "alert", href, "Look"));
                }
            }
        }
        return List.copyOf(alarms.subList(0, Math.min(ALARMS, alarms.size())));
    }

    private static Optional<Alarm> held(FleetPage page) {
        var hold = page.fleet().hold();
        var name = page.fleet().name();
        return Optional.ofNullable(hold)
                .map(one -> new Alarm(
                        name + " is on hold",
                        "By " + one.by() + ": " + one.reason(),
                        "hold",
                        "pause",
                        "/fleets/" + name,
                        "Open"));
    }

    private static Optional<Alarm> asking(FleetPage page) {
        var running = page.running();
        if (running == null) {
            return Optional.empty();
        }
        var subject = page.fleet().name() + " " + running.release();
        var detail = running.statusReason() == null ? "Started by " + running.startedBy() : running.statusReason();
        return switch (running.status()) {
            case "held" ->
                Optional.of(new Alarm(subject + " is held", detail, "fail", "pause", running.url(), "Decide"));
            case "paused" ->
                Optional.of(new Alarm(subject + " is paused", detail, "hold", "pause", running.url(), "Open"));
            default -> Optional.empty();
        };
    }
}
