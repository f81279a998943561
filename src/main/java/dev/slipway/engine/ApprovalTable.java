package dev.slipway.engine;

import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.deployment.Approval;
import dev.slipway.deployment.DeploymentState;
import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.Status;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import dev.slipway.history.Unowned;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deployments that wait for approval, in PostgreSQL. Whether one is too late, its clock alone says. */
@ApplicationScoped
class ApprovalTable {
    private final Sql sql;
    private final InstantSource clock;
    private final Audit audit;

    ApprovalTable(Sql sql, InstantSource clock, Audit audit) {
        this.sql = sql;
        this.clock = clock;
        this.audit = audit;
    }

    /** A deployment that waits for approval, as it was looked at. */
    record Seen(List<Entry> entries, DeploymentState state, Approval approval) {
        static @Nullable Seen of(List<Entry> entries) {
            if (entries.isEmpty()) {
                return null;
            }
            var state = DeploymentState.of(entries);
            var approval = state.approval();
            return state.status() != Status.WAITING_APPROVAL || approval == null
                    ? null
                    : new Seen(entries, state, approval);
        }

        /** The same with these events. */
        DeploymentState and(List<Event> events, Instant now) {
            var all = new ArrayList<>(entries);
            events.forEach(e -> all.add(new Entry(all.size() + 1L, now, 0, e)));
            return DeploymentState.of(all);
        }
    }

    /** When something may be said. */
    enum Told {
        /** Before its time ran out. */
        IN_TIME(" and approve_until > clock_timestamp()"),
        /** After that. */
        TOO_LATE(" and approve_until <= clock_timestamp()"),
        /** At any time. */
        WHENEVER("");

        private final String condition;

        Told(String condition) {
            this.condition = condition;
        }
    }

    /** What came of it. */
    enum Outcome {
        /** It is in the journal. */
        WRITTEN,
        /** It came too late, or too early. */
        NOT_ITS_TIME,
        /** The deployment is not any more as it was looked at. */
        SOMEBODY_WAS_QUICKER
    }

    /** One of them, and whether its time ran out. */
    record Waiting(long number, boolean late) {}

    /** All of them. */
    List<Waiting> all() throws JournalUnavailable {
        return sql.<List<Waiting>, RuntimeException>answer(
                c -> Sql.list(c, row -> new Waiting(row.getLong(1), row.getBoolean(2)), """
                        select number, approve_until <= clock_timestamp() from deployment
                         where status = 'waiting_approval' order by number"""));
    }

    /** Writes the events and what follows from them, if the deployment is still as it was looked at. */
    Outcome append(long number, Seen before, List<Event> events, Told when, Change change) throws JournalUnavailable {
        var now = clock.instant();
        var after = before.and(events, now);
        return sql.<Outcome, RuntimeException>answer(c -> {
            QueueTable.lock(c, before.state().request().fleet());
            var last = before.state().number();
            if (!update(c, number, last, after, when)) {
                return waits(c, number, last) ? Outcome.NOT_ITS_TIME : Outcome.SOMEBODY_WAS_QUICKER;
            }
            Unowned.write(c, number, last, events, now);
            if (after.status() == Status.QUEUED && after.request().kind() == Kind.ROLLBACK) {
                Deployments.goesBack(
                        c, after.request().fleet(), number, after.request().by());
            }
            audit.record(c, change);
            return Outcome.WRITTEN;
        });
    }

    private static boolean update(Connection c, long number, long last, DeploymentState after, Told when)
            throws SQLException {
        var approval = after.approval();
        return Sql.update(
                        c,
                        """
                        update deployment set last_entry = ?, status = ?, reason = ?, finished_at = ?, approve_until = ?,
                               wake_seq = wake_seq + 1
                         where number = ? and last_entry = ? and status = 'waiting_approval'""" + when.condition,
                        after.number(),
                        after.status().word(),
                        after.reason(),
                        after.finishedAt(),
                        approval == null ? null : approval.until(),
                        number,
                        last)
                == 1;
    }

    private static boolean waits(Connection c, long number, long last) throws SQLException {
        return Sql.number(
                        c,
                        "select count(*) from deployment where number = ? and last_entry = ? and status = 'waiting_approval'",
                        number,
                        last)
                == 1;
    }
}
