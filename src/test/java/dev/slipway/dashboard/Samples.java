package dev.slipway.dashboard;

import dev.slipway.deployment.Approval;
import dev.slipway.deployment.NodeRecord.TakenOut;
import dev.slipway.fleet.ApprovalRule;
import dev.slipway.fleet.Hold;
import dev.slipway.fleet.WindowTable;
import dev.slipway.fleet.Windows;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.DeploymentView.Migration;
import dev.slipway.history.DeploymentView.Node;
import dev.slipway.history.DeploymentView.Question;
import dev.slipway.history.DeploymentView.Step;
import dev.slipway.history.FleetView;
import dev.slipway.history.LogLine;
import dev.slipway.history.Stop;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A shop with six servers in all the states that the pages must show. */
final class Samples {
    private static final String NEW = "2.14.0";
    private static final String OLD = "2.13.2";

    private Samples() {}

    static List<FleetView> fleets(Instant now) {
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

    static List<DeploymentView> deployments(Instant now) {
        return List.of(
                running(now, 3),
                held(now),
                view(now, 410, OLD, "2.13.0", "succeeded", null, finished(now), null, null),
                view(
                        now,
                        409,
                        "2.13.1",
                        "2.13.0",
                        "rolled_back",
                        "web-02 failed its health check",
                        finished(now),
                        null,
                        null),
                view(now, 407, "2.13.0", null, "succeeded", null, finished(now), null, null),
                view(
                        now,
                        406,
                        "2.12.9",
                        "2.12.8",
                        "failed",
                        "web-02 is not reachable: nobody answers at 10.4.1.12, port 22",
                        failed(now),
                        null,
                        new Migration("failed", "web-01", 1)),
                asked(now, 415, "waiting_approval", null, "github:acme/shop#1880", given(now)),
                asked(now, 416, "waiting_approval", null, "lena", List.of()),
                asked(now, 403, "cancelled", "approval ran out: 0 of 2 came in time", "mira", List.of()),
                view(now, 405, "2.12.9", "2.12.8", "cancelled", "lena ended it", waiting(), null, null),
                stopped(
                        now,
                        402,
                        null,
                        new Stop(
                                "window",
                                now.plusSeconds(40_000),
                                "waits for its window: office hours (Mon–Thu 09:00–17:00 Europe/Berlin); opens"
                                        + " 2026-11-23 09:00")),
                stopped(
                        now,
                        401,
                        now.plusSeconds(7_000),
                        new Stop("time", now.plusSeconds(7_000), "waits for its time, " + now.plusSeconds(7_000))),
                takenOver(view(now, 404, "2.12.8", null, "switching", null, finished(now), null, null)),
                new DeploymentView(
                        414,
                        "/deployments/414",
                        "shop-production",
                        "shop",
                        "production",
                        "deploy",
                        "2.14.1",
                        NEW,
                        "queued",
                        null,
                        412L,
                        "lena",
                        null,
                        now,
                        null,
                        null,
                        null,
                        waiting(),
                        null,
                        1,
                        2,
                        4,
                        List.of(),
                        null),
                view(
                        now,
                        408,
                        NEW,
                        OLD,
                        "held",
                        "The migration's outcome is unknown",
                        waiting(),
                        new Question(
                                "q-8",
                                "Was the migration of 2.14.0 applied? Slipway lost sight of it.",
                                null,
                                List.of("applied", "not_applied", "abort")),
                        new Migration("unknown", "web-01", null)));
    }

    /** A deployment that nobody but the calendar keeps waiting. */
    private static DeploymentView stopped(Instant now, long number, @Nullable Instant notBefore, Stop stop) {
        return new DeploymentView(
                number,
                "/deployments/" + number,
                "shop-production",
                "shop",
                "production",
                "deploy",
                "2.14.1",
                NEW,
                "queued",
                stop.told(),
                null,
                "lena",
                "Quieter logs",
                now.minusSeconds(900),
                null,
                null,
                null,
                waiting(),
                null,
                1,
                2,
                4,
                List.of(),
                null,
                null,
                notBefore,
                stop,
                null);
    }

    private static List<Approval.Given> given(Instant now) {
        return List.of(new Approval.Given("mira", now.minusSeconds(320), "Read the diff, looks good"));
    }

    /** A deployment that two people must approve. */
    private static DeploymentView asked(
            Instant now, long number, String status, @Nullable String why, String by, List<Approval.Given> given) {
        var again = number == 416 ? "What would run has changed, so what was approved before counts no more" : null;
        var reason = why == null ? "It waits for " + (2 - given.size()) + " of 2 approvals" : why;
        return new DeploymentView(
                number,
                "/deployments/" + number,
                "shop-production",
                "shop",
                "production",
                "deploy",
                "2.14.1",
                null,
                status,
                reason,
                null,
                by,
                "Quieter logs",
                now.minusSeconds(900),
                null,
                why == null ? null : now.minusSeconds(30),
                null,
                List.of(),
                null,
                3,
                1,
                0,
                List.of(),
                null,
                new Approval("5ec7e37a9b1f", 2, true, now.plusSeconds(80_000), again, given),
                null,
                null,
                null);
    }

    static DeploymentView running(Instant now, int done) {
        var nodes = new ArrayList<Node>();
        for (var i = 1; i <= 6; i++) {
            var name = "web-0" + i;
            var start = now.minusSeconds(97);
            if (i <= done) {
                nodes.add(node(name, "done", NEW, "in", 6.42 + i, null, steps(start, i, "settle")));
            } else if (i == done + 1) {
                nodes.add(node(name, "switching", NEW, "out", null, null, steps(start, i, "health")));
            } else {
                nodes.add(node(name, "staged", OLD, "in", null, null, steps(start, i, "prepare: composer")));
            }
        }
        return view(now, 412, NEW, OLD, "switching", null, nodes, null, new Migration("succeeded", "web-01", 0));
    }

    /** Deployment 412, some servers later. */
    static DeploymentView moved(long number, int done) {
        return number(running(Instant.now(), done), number, 8850 + done);
    }

    /** Deployment 412 at some entry of its journal. */
    static DeploymentView at(long journal, int done) {
        return number(running(Instant.now(), done), 412, journal);
    }

    /** Deployment 412, held. */
    static DeploymentView asking(long number) {
        return number(held(Instant.now()), number, 8870);
    }

    /** Deployment 412 at its good end. */
    static DeploymentView ended(long number) {
        var now = Instant.now();
        return number(view(now, 412, NEW, OLD, "succeeded", null, finished(now), null, null), number, 8900);
    }

    private static DeploymentView number(DeploymentView v, long number, long journal) {
        return new DeploymentView(
                number,
                "/deployments/" + number,
                v.fleet(),
                v.application(),
                v.environment(),
                v.kind(),
                v.release(),
                v.previousRelease(),
                v.status(),
                v.statusReason(),
                v.queuedBehind(),
                v.startedBy(),
                v.reason(),
                v.queuedAt(),
                v.startedAt(),
                v.finishedAt(),
                v.migration(),
                v.nodes(),
                v.question(),
                journal,
                v.wave(),
                v.floor(),
                v.checked(),
                v.takenOverAt());
    }

    private static DeploymentView held(Instant now) {
        var nodes = new ArrayList<Node>();
        for (var i = 1; i <= 6; i++) {
            var name = "web-0" + i;
            var start = now.minusSeconds(97);
            if (i < 4) {
                nodes.add(node(name, "done", NEW, "in", 6.4, null, steps(start, i, "settle")));
            } else if (i == 4) {
                var steps = new ArrayList<>(steps(start, i, "run: reload php"));
                steps.add(new Step("health", 1, "failed", now.minusSeconds(20), 12.2, "503, 5 of 5"));
                steps.add(new Step("undo", 1, "done", now.minusSeconds(8), 1.9, null));
                nodes.add(node(name, "undone", OLD, "in", 26.1, "health answered 503", steps));
            } else {
                nodes.add(node(name, "staged", OLD, "in", null, null, steps(start, i, "prepare: composer")));
            }
        }
        var question = new Question(
                "q-7",
                "web-04 failed its health check, so Slipway stopped",
                "web-04",
                List.of("retry", "skip", "rollback"));
        return view(now, 411, NEW, OLD, "held", "web-04 failed its health check", nodes, question, null);
    }

    private static List<Node> finished(Instant now) {
        var nodes = new ArrayList<Node>();
        for (var i = 1; i <= 6; i++) {
            nodes.add(node("web-0" + i, "done", OLD, "in", 5.2, null, steps(now.minusSeconds(97), i, "settle")));
        }
        return nodes;
    }

    private static List<Node> failed(Instant now) {
        var nodes = new ArrayList<>(waiting());
        var steps = List.of(new Step("preflight", 1, "failed", now.minusSeconds(60), 10.0, "no answer"));
        nodes.set(1, node("web-02", "failed", OLD, "unknown", null, "nobody answers", steps));
        return nodes;
    }

    /** Slipway was restarted in the middle. */
    private static DeploymentView takenOver(DeploymentView v) {
        return new DeploymentView(
                v.number(),
                v.url(),
                "shop-staging",
                v.application(),
                "staging",
                v.kind(),
                v.release(),
                v.previousRelease(),
                v.status(),
                v.statusReason(),
                v.queuedBehind(),
                v.startedBy(),
                v.reason(),
                v.queuedAt(),
                v.startedAt(),
                v.finishedAt(),
                v.migration(),
                v.nodes(),
                v.question(),
                v.journalNumber(),
                v.wave(),
                v.floor(),
                v.checked(),
                v.queuedAt().plusSeconds(40));
    }

    private static List<Node> waiting() {
        var nodes = new ArrayList<Node>();
        for (var i = 1; i <= 6; i++) {
            nodes.add(node("web-0" + i, "waiting", OLD, "in", null, null, List.of()));
        }
        return nodes;
    }

    private static Node node(
            String name,
            String state,
            String release,
            String rotation,
            @Nullable Double out,
            @Nullable String problem,
            List<Step> steps) {
        return new Node(name, state, release, OLD, release, rotation, out, problem, steps);
    }

    /** All steps up to the one named; the last one still runs unless it is the end of its phase. */
    private static List<Step> steps(Instant start, int node, String last) {
        var steps = new ArrayList<Step>();
        var at = start;
        for (var name : List.of(
                "preflight",
                "deliver",
                "prepare: composer",
                "drain",
                "activate",
                "run: reload php",
                "health",
                "settle")) {
            var seconds =
                    name.equals("deliver") ? 12.4 : name.equals("drain") ? 4.1 : name.equals("health") ? 3.2 : 1.1;
            var runs = name.equals(last) && name.equals("health");
            steps.add(new Step(name, 1, runs ? "running" : "done", at, seconds, null));
            at = at.plusMillis((long) (seconds * 1000));
            if (name.equals("prepare: composer")) {
                at = at.plusSeconds(8L * node);
            }
            if (name.equals(last)) {
                return steps;
            }
        }
        return steps;
    }

    private static DeploymentView view(
            Instant now,
            long number,
            String release,
            @Nullable String previous,
            String status,
            @Nullable String why,
            List<Node> nodes,
            @Nullable Question question,
            @Nullable Migration migration) {
        var over = List.of("succeeded", "failed", "rolled_back", "cancelled").contains(status);
        return new DeploymentView(
                number,
                "/deployments/" + number,
                "shop-production",
                "shop",
                "production",
                "deploy",
                release,
                previous,
                status,
                why,
                null,
                "github:acme/shop#1873",
                "Faster checkout totals",
                now.minusSeconds(100),
                now.minusSeconds(97),
                over ? now.minusSeconds(30) : null,
                migration,
                nodes,
                question,
                8841,
                2,
                4,
                List.of("Link target, version answered and balancer state are proved", "Process start is not checked"),
                null);
    }

    static List<LogLine> log(Instant now) {
        var texts = List.of(
                "drain|31 open connections, waiting up to 30 s",
                "drain|\u001b[33m1 connection kept open past 10 s: 10.9.2.44 GET /export/orders.csv\u001b[0m",
                "drain|\u001b[32mdrained\u001b[0m, 0 open connections",
                "activate|current → releases/2.14.0",
                "run: reload php|<script>alert('gotcha')</script>\u001b]0;owned\u0007 \u001b[2Jreloaded",
                "health|GET http://10.4.1.14:8080/health, expecting 200 within 5 s",
                "health|try 1 of 5: \u001b[31m503\u001b[0m {\"error\":\"TAX_RULES_URL is not set\"}");
        var lines = new ArrayList<LogLine>();
        for (var text : texts) {
            var bar = text.indexOf('|');
            var at = now.minusSeconds(60L - lines.size());
            lines.add(new LogLine(lines.size() + 1L, at, "web-04", text.substring(0, bar), text.substring(bar + 1)));
        }
        return lines;
    }
}
