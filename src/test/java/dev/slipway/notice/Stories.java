package dev.slipway.notice;

import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.Plan;
import dev.slipway.deployment.Question;
import dev.slipway.deployment.Status;
import dev.slipway.deployment.Steps;
import dev.slipway.fleet.Failure;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.FleetDocument;
import dev.slipway.history.EventJson;
import dev.slipway.pipeline.Pipeline;
import dev.slipway.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Journals of deployments that are over, as the engine writes them; the engine itself has nothing to do with them. */
final class Stories {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final Instant BEGIN = Instant.parse("2026-11-20T13:00:00Z");

    private Stories() {}

    static String document(String fleet, String notifications) {
        return """
                fleet: %s
                application: shop
                environment: production
                pipeline: generic
                deployPath: /srv/shop
                ssh: {user: deploy, key: shop}
                nodes: [{name: web-1, host: 127.0.0.1}, {name: web-2, host: 127.0.0.1}]
                notifications: %s
                """.formatted(fleet, notifications);
    }

    private static Fleet fleet(String name) {
        return switch (FleetDocument.parse(document(name, "[]"), _ -> List.of())) {
            case FleetDocument.Parsed.Right(var fleet) -> fleet;
            case FleetDocument.Parsed.Wrong(var mistakes) -> throw new IllegalStateException(mistakes.toString());
        };
    }

    /** It begins, on a fleet that has 1.0. */
    static List<Event> begun(String fleet, String release) {
        var plan = new Plan(
                Kind.DEPLOY,
                fleet(fleet),
                new Pipeline("p", List.of(), List.of(), List.of(), List.of(), null, List.of(), List.of()),
                new Release("shop", release, "00", 1, 1, 1, Release.Migrations.NONE, COMMIT, null, "test", BEGIN),
                List.of(node("web-1"), node("web-2")),
                1,
                1,
                null,
                List.of(),
                0,
                0);
        var events = new ArrayList<Event>();
        events.add(new Event.Queued(Kind.DEPLOY, fleet, release, "mira", "the <cart> & more", null));
        events.add(new Event.Owned("one"));
        events.add(new Event.Planned(plan));
        return events;
    }

    private static Plan.NodePlan node(String name) {
        return new Plan.NodePlan(
                name, "1.0", false, List.of("deliver"), List.of("drain", "activate", "health", "admit"), List.of());
    }

    static List<Event> succeeded(String fleet, String release) {
        var events = begun(fleet, release);
        events.add(new Event.Finished(Status.SUCCEEDED, null));
        return events;
    }

    /** web-1 left rotation, and its way back failed too. */
    static List<Event> stuck(String fleet, String release) {
        var events = begun(fleet, release);
        events.add(new Event.LeavesRotation("web-1", List.of("edge")));
        events.add(new Event.StepStarted("web-1", "activate", 1));
        events.add(new Event.StepDone("web-1", "activate", 1, "", Map.of("current", release)));
        events.add(failed("health", "connection refused"));
        events.add(new Event.RollingBack("web-1 failed"));
        events.add(failed(Steps.UNDO, "no route to host"));
        events.add(new Event.Finished(Status.FAILED, "web-1 could be neither finished nor put back"));
        return events;
    }

    static Event failed(String step, String answered) {
        return new Event.StepFailed(
                "web-1",
                step,
                1,
                new Failure(Failure.Category.NODE, "web-1", "Trying " + step, answered, "Look at the log of web-1"),
                Event.Sort.ORDINARY);
    }

    static Event held() {
        return new Event.Held(new Question("q1", "web-1 failed. Go on?", null, List.of()));
    }

    /** Writes one down; it never was on a node. */
    static long write(Connection c, String fleet, String release, List<Event> events) throws SQLException {
        c.setAutoCommit(false);
        try (var insert = c.prepareStatement(
                        "insert into deployment (fleet, kind, release, status, started_by, queued_at,"
                                + " finished_at, last_entry) values (?, 'deploy', ?, 'failed', 'mira', now(), now(), ?)"
                                + " returning number");
                var entry = c.prepareStatement("insert into journal (deployment, number, at, epoch, event)"
                        + " values (?, ?, ?::timestamptz, 1, ?::jsonb)")) {
            insert.setString(1, fleet);
            insert.setString(2, release);
            insert.setLong(3, events.size());
            long number;
            try (var row = insert.executeQuery()) {
                row.next();
                number = row.getLong(1);
            }
            for (var i = 0; i < events.size(); i++) {
                entry.setLong(1, number);
                entry.setLong(2, i + 1);
                entry.setString(3, BEGIN.plusSeconds(10L * i).toString());
                entry.setString(4, EventJson.write(events.get(i)));
                entry.addBatch();
            }
            entry.executeBatch();
            c.commit();
            return number;
        } finally {
            c.setAutoCommit(true);
        }
    }

    /** A further entry of one that is there. */
    static void more(Connection c, long deployment, Event event) throws SQLException {
        try (var add =
                c.prepareStatement("with d as (update deployment set last_entry = last_entry + 1 where number = ?"
                        + " returning number, last_entry) insert into journal (deployment, number, at, epoch, event)"
                        + " select number, last_entry, now(), 1, ?::jsonb from d")) {
            add.setLong(1, deployment);
            add.setString(2, EventJson.write(event));
            add.executeUpdate();
        }
    }
}
