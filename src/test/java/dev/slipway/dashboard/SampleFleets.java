package dev.slipway.dashboard;

import dev.slipway.deployment.NodeRecord.TakenOut;
import dev.slipway.fleet.ApprovalRule;
import dev.slipway.fleet.Hold;
import dev.slipway.fleet.WindowTable;
import dev.slipway.fleet.Windows;
import dev.slipway.history.FleetView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fleets of the sample shop, with servers in all the states that the pages must show. */
final class SampleFleets {
    private static final String NEW = "2.14.0";
    private static final String OLD = "2.13.2";

    private SampleFleets() {}

    static List<FleetView> all(Instant now) {
        var production = new ArrayList<FleetView.Node>();
        for (var i = 1; i <= 6; i++) {
            var release = i < 4 ? NEW : OLD;
            var rotation = i == 4 ? "out" : "in";
            var host = "10.4.1.1" + i;
            production.add(
                    new FleetView.Node("web-0" + i, host, release, release, rotation, now.minusSeconds(2), null));
        }
        var stranded = "Could be neither finished nor put back: health answered 503 five times";
        var search = List.of(
                new FleetView.Node("srch-01", "10.4.3.11", "0.30.5", "0.30.5", "in", now.minusSeconds(4), null),
                new FleetView.Node("srch-02", "10.4.3.12", "0.30.5", null, "unknown", null, null),
                new FleetView.Node("srch-03", "10.4.3.13", "0.31.0", "0.30.5", "out", now.minusSeconds(540), stranded),
                weighed(new FleetView.Node("srch-04", "10.4.3.14", "0.30.5", "0.30.5", "in", now, null), null),
                weighed(
                        new FleetView.Node("srch-05", "10.4.3.15", "0.30.5", "0.30.5", "out", now, null),
                        new TakenOut("mira", "Its disk is noisy, Ann looks at it", now.minusSeconds(7200), 403L)));
        var staging = List.of(new FleetView.Node("stg-01", "10.9.0.5", NEW, NEW, "in", now.minusSeconds(3), null));
        var balancers = List.of("edge");
        var since = now.minusSeconds(86_400);
        return List.of(
                new FleetView(
                                "search-production",
                                "search",
                                "production",
                                "0.30.5",
                                null,
                                since,
                                null,
                                List.of(),
                                List.of(),
                                null,
                                balancers,
                                1,
                                search)
                        .stopped(
                                null,
                                null,
                                new WindowTable.Row(
                                        Windows.State.FROZEN,
                                        now.plusSeconds(500_000),
                                        "frozen until 2027-01-05 00:00 Europe/Berlin: year's end",
                                        null,
                                        false)),
                new FleetView(
                                "shop-production",
                                "shop",
                                "production",
                                OLD,
                                "2.13.0",
                                since,
                                412L,
                                List.of(401L, 402L, 414L),
                                List.of(415L, 416L),
                                new ApprovalRule(2, true, Duration.ofHours(24), List.of("deploy")),
                                balancers,
                                2,
                                production)
                        .stopped(
                                null,
                                null,
                                new WindowTable.Row(
                                        Windows.State.CLOSED,
                                        now.plusSeconds(40_000),
                                        "office hours (Mon–Thu 09:00–17:00 Europe/Berlin); opens 2026-11-23 09:00",
                                        "frozen from 2026-12-20 00:00 to 2027-01-05 00:00 Europe/Berlin: year's end",
                                        false)),
                new FleetView(
                                "shop-staging",
                                "shop",
                                "staging",
                                NEW,
                                OLD,
                                since,
                                null,
                                List.of(),
                                List.of(),
                                null,
                                List.of(),
                                1,
                                staging)
                        .stopped(
                                new Hold(
                                        Hold.What.ALL,
                                        "mira",
                                        "The database moves to its new server",
                                        now.minusSeconds(900),
                                        now.plusSeconds(3 * 3600).truncatedTo(ChronoUnit.SECONDS),
                                        null),
                                new Hold(
                                        Hold.What.AUTOMATIC,
                                        "lena",
                                        "since the rollback #409",
                                        now.minusSeconds(4000),
                                        null,
                                        409L),
                                null));
    }

    private static FleetView.Node weighed(FleetView.Node node, @Nullable TakenOut takenOut) {
        return new FleetView.Node(
                node.name(),
                node.host(),
                node.release(),
                node.runningRelease(),
                node.rotation(),
                node.lastContact(),
                node.problem(),
                takenOut,
                Map.of("edge", 100));
    }
}
