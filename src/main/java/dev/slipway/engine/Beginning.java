package dev.slipway.engine;

import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.deployment.DeploymentState;
import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.engine.Deployments.Request;
import dev.slipway.engine.Deployments.Requested;
import dev.slipway.fleet.Fleet;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import dev.slipway.history.Stop;
import dev.slipway.history.Unowned;
import dev.slipway.history.Wakes;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is done when a deployment of a known fleet and release is asked for: all of it in one transaction, or nothing.
 */
@ApplicationScoped
class Beginning {
    /** What Slipway asks for by itself; people's names have no colon. */
    private static final String OURS = "slipway:";

    /** How far ahead a deployment is asked for at most. */
    private static final Duration FARTHEST = Duration.ofDays(366);

    /** Before what a request says beside its reason; no text of a request has it. */
    private static final char MARK = '\u001f';

    private final Sql sql;
    private final StoredCatalogue catalogue;
    private final Turns turns;
    private final Wakes wakes;
    private final InstantSource clock;
    private final Audit audit;
    private final Approvals approvals;

    Beginning(
            Sql sql,
            StoredCatalogue catalogue,
            Turns turns,
            Wakes wakes,
            InstantSource clock,
            Audit audit,
            Approvals approvals) {
        this.sql = sql;
        this.catalogue = catalogue;
        this.turns = turns;
        this.wakes = wakes;
        this.clock = clock;
        this.audit = audit;
        this.approvals = approvals;
    }

    /** Begins a request of this release; automatic: no person asked for it just now. */
    Requested of(Request request, Fleet fleet, String release, boolean automatic) throws JournalUnavailable {
        var queued = new Event.Queued(
                request.kind(),
                request.fleet(),
                release,
                request.by(),
                request.reason(),
                request.nodes().isEmpty() ? null : request.nodes(),
                request.force() ? Boolean.TRUE : null,
                request.at());
        var asked = fleet.approvals() == null ? null : approvals.asked(queued);
        var replaces = request.kind() == Kind.DEPLOY
                && asked == null
                && request.at() == null
                && catalogue.supersedes(fleet.name());
        var replaced = new ArrayList<Long>();
        var body = request.kind().word() + " " + request.release() + " " + request.reason()
                + (request.at() == null ? "" : MARK + "at " + request.at())
                + (request.override() ? MARK + "override" : "");
        var begun = sql.<Requested, RuntimeException>answer(c -> {
            QueueTable.lock(c, fleet.name());
            var earlier = earlier(c, request, body);
            if (earlier != 0) {
                return earlier > 0
                        ? new Requested.Accepted(earlier)
                        : new Requested.KeyReused("Idempotency-Key " + request.key()
                                + " came before with another request, which became deployment " + -earlier);
            }
            var wrong = wrongTime(c, request.at());
            if (wrong != null) {
                return new Requested.WrongTime(wrong);
            }
            var stopped = stopped(c, request);
            var objection = stopped != null && !request.override()
                    ? stopped
                    : automatic ? Holds.objectionToAutomatic(c, fleet.name(), release) : null;
            if (objection != null) {
                return new Requested.OnHold(objection);
            }
            var overridden = request.override() ? overridden(c, request) : null;
            var made = insert(c, queued, overridden, asked);
            if (replaces) {
                replaced.addAll(Replaced.by(c, fleet.name(), made, clock.instant()));
            }
            if (request.key() != null) {
                Sql.update(
                        c,
                        "insert into idempotency (fleet, key, body, deployment) values (?, ?, ?, ?)",
                        fleet.name(),
                        request.key(),
                        body,
                        made);
            }
            if (request.kind() == Kind.ROLLBACK && asked == null) {
                Deployments.goesBack(c, fleet.name(), made, request.by());
            }
            audit.record(
                    c,
                    Change.of(
                            request.by(),
                            "deployment." + request.kind().word(),
                            "fleet:" + fleet.name(),
                            "deployment " + made + ", release " + release + told(request, overridden, replaced)));
            return new Requested.Accepted(made);
        });
        for (var number : replaced) {
            wakes.wake(number);
        }
        if (begun instanceof Requested.Accepted) {
            turns.wakeDue();
        }
        return begun;
    }

    /** What is worth a word in the audit beside number and release. */
    private static String told(Request request, Event.@Nullable Overridden overridden, List<Long> replaced) {
        return (request.nodes().isEmpty() ? "" : ", " + String.join(", ", request.nodes()))
                + (request.force() ? ", by force" : "")
                + (request.at() == null ? "" : ", not before " + request.at())
                + (overridden == null ? "" : ", in spite of: " + overridden.what())
                + (replaced.isEmpty() ? "" : ", in place of " + replaced)
                + (request.reason() == null ? "" : ": " + request.reason());
    }

    private static @Nullable String wrongTime(Connection c, @Nullable Instant at) throws SQLException {
        if (at == null) {
            return null;
        }
        var now = Sql.now(c);
        if (!at.isAfter(now)) {
            return at + " is over already; name a time to come, or leave it out to begin now";
        }
        return at.isAfter(now.plus(FARTHEST))
                ? at + " is too far away; it may be " + FARTHEST.toDays() + " days from now at most"
                : null;
    }

    /** Why a freeze forbids it; null: it does not. What Slipway itself asks for only puts nodes back. */
    private static @Nullable String stopped(Connection c, Request request) throws SQLException {
        if (request.by().startsWith(OURS)) {
            return null;
        }
        return switch (request.kind()) {
            case DEPLOY, RESTART, CATCH_UP -> Holds.objection(c, request.fleet(), request.at());
            case ROLLBACK, TAKE_OUT, PUT_BACK -> null;
        };
    }

    /** What this one is let past; null: there is nothing, so whatever comes before its turn stops it like any other. */
    private static Event.@Nullable Overridden overridden(Connection c, Request request) throws SQLException {
        var what = request.at() == null ? Stop.told(c, request.fleet()) : "whatever stops it at its time";
        return what == null
                ? null
                : new Event.Overridden(what, request.by(), Objects.requireNonNullElse(request.reason(), ""));
    }

    /** The deployment that this key made before; negative when the request was another one; 0: none. */
    private static long earlier(Connection c, Request request, String body) throws SQLException {
        if (request.key() == null) {
            return 0;
        }
        var same = Sql.number(
                c,
                "select deployment from idempotency where fleet = ? and key = ? and body = ?",
                request.fleet(),
                request.key(),
                body);
        return same != 0
                ? same
                : -Sql.number(
                        c,
                        "select deployment from idempotency where fleet = ? and key = ?",
                        request.fleet(),
                        request.key());
    }

    private long insert(
            Connection c,
            Event.Queued queued,
            Event.@Nullable Overridden overridden,
            Event.@Nullable ApprovalAsked asked)
            throws SQLException {
        var now = clock.instant();
        var entries = new ArrayList<Entry>();
        for (var event : Arrays.<@Nullable Event>asList(queued, overridden, asked)) {
            if (event != null) {
                entries.add(new Entry(entries.size() + 1L, now, 0, event));
            }
        }
        var state = DeploymentState.of(entries);
        var number = Sql.number(
                c,
                """
                insert into deployment (fleet, kind, release, status, reason, started_by, queued_at, last_entry,
                                        approve_until, not_before, overridden)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning number""",
                queued.fleet(),
                queued.kind().word(),
                queued.release(),
                state.status().word(),
                state.reason(),
                queued.by(),
                now,
                state.number(),
                asked == null ? null : asked.until(),
                queued.notBefore(),
                overridden != null);
        Unowned.write(c, number, 0, entries.stream().map(Entry::event).toList(), now);
        return number;
    }
}
