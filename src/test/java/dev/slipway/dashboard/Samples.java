package dev.slipway.dashboard;

import dev.slipway.deployment.Approval;
import dev.slipway.history.DeploymentView;
import dev.slipway.history.DeploymentView.Migration;
import dev.slipway.history.DeploymentView.Node;
import dev.slipway.history.DeploymentView.Question;
import dev.slipway.history.DeploymentView.Step;
import dev.slipway.history.Stop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deployments of a shop with six servers, in all the states that the pages must show. */
final class Samples {
    private static final String NEW = "2.14.0";
    private static final String OLD = "2.13.2";

    private Samples() {}

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
}
