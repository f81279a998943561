package dev.slipway.engine;

import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.deployment.Choice;
import dev.slipway.deployment.DeploymentState;
import dev.slipway.deployment.Hearing;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.Planner;
import dev.slipway.fleet.Hold;
import dev.slipway.history.HoldTable;
import dev.slipway.history.Journal;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import dev.slipway.history.Stop;
import dev.slipway.history.Wakes;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where deployments begin, and where people speak to them. */
@ApplicationScoped
public class Deployments {
    private final Sql sql;
    private final Journal journal;
    private final StoredCatalogue catalogue;
    private final Queue queue;
    private final Turns turns;
    private final Wakes wakes;
    private final InstantSource clock;
    private final Audit audit;
    private final Approvals approvals;
    private final Beginning beginning;

    Deployments(
            Sql sql,
            Journal journal,
            StoredCatalogue catalogue,
            Queue queue,
            Turns turns,
            Wakes wakes,
            InstantSource clock,
            Audit audit,
            Approvals approvals,
            Beginning beginning) {
        this.sql = sql;
        this.journal = journal;
        this.catalogue = catalogue;
        this.queue = queue;
        this.turns = turns;
        this.wakes = wakes;
        this.clock = clock;
        this.audit = audit;
        this.approvals = approvals;
        this.beginning = beginning;
    }

    /**
     * What somebody asks for.
     *
     * @param release null: the live one ({@code restart}, {@code catch-up}), or the one before ({@code rollback})
     * @param by who asks, e.g. {@code person:mira} or {@code api}
     * @param key the caller's idempotency key; null: none
     * @param nodes the only nodes that it is about; empty: all that the kind concerns
     * @param force whatever then stays in service
     * @param at when it begins at the earliest; null: as soon as it can
     * @param override in spite of a hold, a freeze or a window; whoever asks may do that, and gives a reason
     */
    public record Request(
            Kind kind,
            String fleet,
            @Nullable String release,
            String by,
            @Nullable String reason,
            @Nullable String key,
            List<String> nodes,
            boolean force,
            @Nullable Instant at,
            boolean override) {
        public Request {
            nodes = List.copyOf(nodes);
            if (override && reason == null) {
                throw new IllegalArgumentException("Whoever overrides something says why");
            }
        }

        /** For all nodes that the kind concerns, as soon as it can and with respect for whatever stops it. */
        public Request(
                Kind kind,
                String fleet,
                @Nullable String release,
                String by,
                @Nullable String reason,
                @Nullable String key) {
            this(kind, fleet, release, by, reason, key, List.of(), false, null, false);
        }

        /** The same for these nodes alone; force: whatever then stays in service. */
        public Request only(List<String> those, boolean forced) {
            return new Request(kind, fleet, release, by, reason, key, those, forced, at, override);
        }

        /** The same for then. */
        public Request at(@Nullable Instant then) {
            return new Request(kind, fleet, release, by, reason, key, nodes, force, then, override);
        }

        /** The same in spite of what stops it. */
        public Request overriding() {
            return new Request(kind, fleet, release, by, reason, key, nodes, force, at, true);
        }
    }

    /** What came of asking. */
    public sealed interface Requested {
        /** It is queued, and begins at once if the fleet is free. */
        record Accepted(long number) implements Requested {}

        /** There is no such fleet. */
        record UnknownFleet(String detail) implements Requested {}

        /** There is no such release. */
        record UnknownRelease(String detail) implements Requested {}

        /** The idempotency key came before with another request. */
        record KeyReused(String detail) implements Requested {}

        /** The fleet is on hold: who, why, until when, and how to lift it. */
        record OnHold(String detail) implements Requested {}

        /** It would have had to begin already, or begins too far in the future. */
        record WrongTime(String detail) implements Requested {}
    }

    /** Begins a deployment: its row, its first journal entry and its task. */
    public Requested request(Request request) throws JournalUnavailable {
        return request(request, false);
    }

    /**
     * As {@link #request}, for what no person asked for just now. Refused as well while automatic deployments of the
     * fleet are held, as they are after a rollback, and for a release that went back by itself.
     */
    public Requested trigger(Request request) throws JournalUnavailable {
        return request(request, true);
    }

    private Requested request(Request request, boolean automatic) throws JournalUnavailable {
        var fleet = catalogue.fleet(request.fleet());
        if (fleet == null) {
            return new Requested.UnknownFleet("There is no fleet " + request.fleet()
                    + "; PUT its document to /api/v1/fleets/" + request.fleet() + " first");
        }
        var release = release(request);
        if (release == null) {
            return new Requested.UnknownRelease("Fleet " + fleet.name() + " has no "
                    + (request.kind() == Kind.ROLLBACK ? "earlier" : "live") + " release yet; name one");
        }
        if (!catalogue.hasRelease(fleet, release)) {
            return new Requested.UnknownRelease("Application " + fleet.application() + " has no release " + release
                    + "; POST it to /api/v1/applications/" + fleet.application() + "/releases first");
        }
        return beginning.of(request, fleet, release, automatic);
    }

    private @Nullable String release(Request request) throws JournalUnavailable {
        if (request.release() != null) {
            return request.release();
        }
        return switch (request.kind()) {
            case DEPLOY -> null;
            case ROLLBACK -> catalogue.before(request.fleet());
            case CATCH_UP, RESTART, TAKE_OUT, PUT_BACK -> catalogue.live(request.fleet());
        };
    }

    /** A rollback ends the deployment that is held or paused, and triggers wait until a person lets them go on. */
    static void goesBack(Connection c, String fleet, long rollback, String by) throws SQLException {
        Sql.update(c, """
                insert into told (deployment, at, choice, by_whom, reason)
                select number, now(), 'CANCEL', ?, ? from deployment
                 where fleet = ? and finished_at is null and status in ('held', 'paused')""", by, "ended by rollback " + rollback, fleet);
        HoldTable.put(c, fleet, Hold.What.AUTOMATIC, by, "since the rollback #" + rollback, null, rollback);
    }

    /** Whether one of this fleet has begun and is not over. */
    boolean underWay(String fleet) throws JournalUnavailable {
        return sql.<Boolean, RuntimeException>answer(c -> underWay(c, fleet));
    }

    static boolean underWay(Connection c, String fleet) throws SQLException {
        return Sql.number(
                        c,
                        "select count(*) from deployment where fleet = ? and started_at is not null"
                                + " and finished_at is null",
                        fleet)
                > 0;
    }

    /** Why a queued deployment does not begin though its turn may have come, in words; null: nothing of the kind. */
    public @Nullable String waits(long number) throws JournalUnavailable {
        return sql.<@Nullable String, RuntimeException>answer(c -> Stop.told(c, number));
    }

    /** What would be done; changes nothing anywhere. */
    public Planner.Planned preview(String fleet, String release) throws JournalUnavailable {
        return catalogue.plan(Kind.DEPLOY, fleet, release, List.of(), queue.records(fleet));
    }

    /** What a person says. */
    public record Word(
            Choice choice,
            @Nullable String question,
            @Nullable String node,
            String by,
            @Nullable String reason) {}

    /** What came of saying it. */
    public sealed interface Heard {
        /** The deployment will follow it at the next node boundary. */
        record Yes() implements Heard {}

        /** There is no such deployment. */
        record Unknown(String detail) implements Heard {}

        /** It does not ask that, or not any more. */
        record NotNow(String detail) implements Heard {}

        /** It may be said, but not by this person. */
        record NotYou(String detail) implements Heard {}
    }

    private static Change said(long number, Word word) {
        return Change.of(
                word.by(),
                "deployment.say",
                "deployment:" + number,
                word.choice().name().toLowerCase(Locale.ROOT)
                        + (word.node() == null ? "" : " " + word.node())
                        + (word.reason() == null ? "" : ": " + word.reason()));
    }

    /** Tells a deployment what a person decided. */
    public Heard tell(long number, Word word) throws JournalUnavailable {
        var waiting = approvals.tell(number, word);
        return waiting != null ? waiting : tellBegun(number, word);
    }

    private Heard tellBegun(long number, Word word) throws JournalUnavailable {
        var entries = journal.read(number, 0);
        if (entries.isEmpty()) {
            return new Heard.Unknown("There is no deployment " + number);
        }
        var state = DeploymentState.of(entries);
        var objection = Hearing.objection(state, word.choice(), word.question(), word.node());
        if (objection != null) {
            return new Heard.NotNow(objection);
        }
        var contradicted = sql.<@Nullable String, RuntimeException>answer(c -> {
            var meanwhile = MigrationWord.settle(c, number, state, word.choice());
            if (meanwhile != null) {
                return meanwhile;
            }
            Sql.update(
                    c,
                    "insert into told (deployment, at, choice, question, node, by_whom, reason) values (?, ?, ?, ?, ?, ?, ?)",
                    number,
                    clock.instant(),
                    word.choice().name(),
                    word.question(),
                    word.node(),
                    word.by(),
                    word.reason());
            Sql.update(c, "update deployment set wake_seq = wake_seq + 1 where number = ?", number);
            audit.record(c, said(number, word));
            return null;
        });
        if (contradicted != null) {
            return new Heard.NotNow(contradicted);
        }
        turns.wake(number);
        wakes.wake(number);
        return new Heard.Yes();
    }
}
