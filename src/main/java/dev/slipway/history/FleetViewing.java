package dev.slipway.history;

import dev.slipway.deployment.Status;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Hold;
import dev.slipway.fleet.WindowTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** From a fleet and what is known of it to what people read. */
final class FleetViewing {
    private FleetViewing() {}

    static FleetView view(Connection c, Fleet fleet) throws SQLException {
        var live = LiveRelease.find(c, fleet).orElse(null);
        var running = Sql.number(
                c,
                "select number from deployment where fleet = ? and started_at is not null and finished_at is null",
                fleet.name());
        return new FleetView(
                fleet.name(),
                fleet.application(),
                fleet.environment(),
                live == null ? null : live.release(),
                live == null ? null : live.before(),
                live == null ? null : live.since(),
                running == 0 ? null : (Long) running,
                notBegun(c, fleet.name(), Status.QUEUED),
                notBegun(c, fleet.name(), Status.WAITING_APPROVAL),
                fleet.approvals(),
                fleet.balancers().values().stream()
                        .map(b -> b.name() + " (" + b.driver() + ")")
                        .sorted()
                        .toList(),
                fleet.strategy().wave(),
                nodes(c, fleet),
                HoldTable.find(c, fleet.name(), Hold.What.ALL),
                HoldTable.find(c, fleet.name(), Hold.What.AUTOMATIC),
                WindowTable.find(c, fleet.name()).orElse(null));
    }

    private static List<Long> notBegun(Connection c, String fleet, Status status) throws SQLException {
        return Sql.list(c, row -> row.getLong(1), """
                select number from deployment where fleet = ? and started_at is null and finished_at is null
                   and status = ? order by number""", fleet, status.word());
    }

    private static List<FleetView.Node> nodes(Connection c, Fleet fleet) throws SQLException {
        var known = new HashMap<String, FleetView.Node>();
        try (var statement = c.prepareStatement(
                "select node, current, running, rotation, last_contact, problem, out_by, out_reason, out_at,"
                        + " out_deployment, weights from node_record where fleet = ?")) {
            Sql.set(statement, fleet.name());
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    known.put(
                            rows.getString(1),
                            new FleetView.Node(
                                    rows.getString(1),
                                    "",
                                    rows.getString(2),
                                    rows.getString(3),
                                    rows.getString(4).toLowerCase(java.util.Locale.ROOT),
                                    Sql.instant(rows, "last_contact"),
                                    rows.getString(6),
                                    NodeRows.takenOut(rows),
                                    NodeRows.weights(rows)));
                }
            }
        }
        var nodes = new ArrayList<FleetView.Node>();
        for (var node : fleet.nodes()) {
            var seen = known.get(node.name());
            nodes.add(
                    seen == null
                            ? new FleetView.Node(node.name(), node.host(), null, null, "unknown", null, null)
                            : new FleetView.Node(
                                    node.name(),
                                    node.host(),
                                    seen.release(),
                                    seen.runningRelease(),
                                    seen.rotation(),
                                    seen.lastContact(),
                                    seen.problem(),
                                    seen.takenOut(),
                                    seen.weights()));
        }
        return nodes;
    }
}
