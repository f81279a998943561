package dev.slipway.dashboard;

import dev.slipway.history.FleetView;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of all servers.
 *
 * @param place which of them: empty for all, or a rotation, or {@code attention}
 * @param from place of the first one shown, counted from 0
 * @param total of them that fit
 */
record ServerList(List<Row> rows, List<Tab> tabs, String place, int from, int total) {
    static final int ROWS = 50;

    /** One server of one fleet. */
    record Row(FleetView fleet, FleetPage.Server server) {}

    /** One of the choices above the list. */
    record Tab(String value, String word, long count) {}

    static ServerList of(List<FleetView> fleets, String place, int from) {
        var all = new ArrayList<Row>();
        for (var fleet : fleets) {
            fleet.nodes().forEach(node -> all.add(new Row(fleet, FleetPage.Server.of(node))));
        }
        var tabs = List.of(
                new Tab("", "All", all.size()),
                tab(all, "in", "In rotation"),
                tab(all, "draining", "Draining"),
                tab(all, "out", "Out"),
                tab(all, "failing", "Failing"),
                tab(all, "unknown", "Not checked"),
                tab(all, "attention", "Needs attention"));
        var fitting = all.stream().filter(row -> fits(row, place)).toList();
        var first = Math.clamp(from, 0, Math.max(0, fitting.size() - 1));
        var shown = fitting.subList(first, Math.min(fitting.size(), first + ROWS));
        return new ServerList(shown, tabs, place, first, fitting.size());
    }

    private static Tab tab(List<Row> all, String value, String word) {
        return new Tab(value, word, all.stream().filter(row -> fits(row, value)).count());
    }

    private static boolean fits(Row row, String place) {
        var node = row.server().node();
        return place.isEmpty()
                || (place.equals("attention")
                        ? node.problem() != null
                        : node.rotation().equals(place));
    }

    public int next() {
        return from + ROWS < total ? from + ROWS : 0;
    }

    public int previous() {
        return Math.max(0, from - ROWS);
    }
}
