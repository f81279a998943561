package dev.slipway.engine;

import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.fleet.Hold;
import dev.slipway.fleet.Hold.What;
import dev.slipway.fleet.WindowTable;
import dev.slipway.history.HoldTable;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Freezes a fleet and lifts that again; and answers a trigger whether it may begin anything. */
@ApplicationScoped
public class Holds {
    private static final Duration LONGEST = Duration.ofDays(366);

    private static final String OVERRIDE =
            "an approver lets one deployment begin all the same, with \"override\": true" + " and a reason";

    private final Sql sql;
    private final Turns turns;
    private final Audit audit;

    Holds(Sql sql, Turns turns, Audit audit) {
        this.sql = sql;
        this.turns = turns;
        this.audit = audit;
    }

    /**
     * What somebody asks for.
     *
     * @param until when it ends by itself
     * @param length how long it lasts, when {@code until} is null; both null: until somebody lifts it
     */
    public record Wish(
            String fleet,
            What what,
            String by,
            String reason,
            @Nullable Instant until,
            @Nullable Duration length) {}

    /** What came of asking. */
    public sealed interface Put {
        /** It holds from now on; what is under way goes on. */
        record Held(Hold hold) implements Put {}

        /** There is no such fleet. */
        record UnknownFleet() implements Put {}

        /** It would be over already, or last for more than a year. */
        record WrongEnd(String detail) implements Put {}
    }

    /** Puts a hold in the place of the one before. */
    public Put put(Wish wish) throws JournalUnavailable {
        return sql.<Put, RuntimeException>answer(c -> {
            if (Sql.number(c, "select count(*) from fleet where name = ?", wish.fleet()) == 0) {
                return new Put.UnknownFleet();
            }
            QueueTable.lock(c, wish.fleet());
            var now = Sql.now(c);
            var until =
                    wish.until() != null || wish.length() == null ? wish.until() : wholeSecond(now.plus(wish.length()));
            if (until != null && !until.isAfter(now)) {
                return new Put.WrongEnd("It would have ended at " + until + "; name a time to come");
            }
            if (until != null && until.isAfter(now.plus(LONGEST))) {
                return new Put.WrongEnd("It may last for " + LONGEST.toDays() + " days; leave its end out to lift it");
            }
            var before = HoldTable.find(c, wish.fleet(), wish.what());
            HoldTable.put(c, wish.fleet(), wish.what(), wish.by(), wish.reason(), until, null);
            var hold = new Hold(wish.what(), wish.by(), wish.reason(), now, until, null);
            audit.record(
                    c,
                    new Change(
                            wish.by(),
                            "fleet.hold",
                            "fleet:" + wish.fleet(),
                            hold.told(),
                            before == null ? null : before.told(),
                            hold.told()));
            return new Put.Held(hold);
        });
    }

    /** Lifts it; false: there was none. What waited for it begins. */
    public boolean lift(String fleet, What what, String by, @Nullable String reason) throws JournalUnavailable {
        var lifted = sql.<Boolean, RuntimeException>answer(c -> {
            QueueTable.lock(c, fleet);
            var before = HoldTable.find(c, fleet, what);
            if (before == null) {
                return false;
            }
            HoldTable.remove(c, fleet, what);
            var detail = (what == What.ALL ? "the freeze" : "the hold of automatic deployments")
                    + (reason == null ? "" : ": " + reason);
            audit.record(c, new Change(by, "fleet.lift", "fleet:" + fleet, detail, before.told(), null));
            return true;
        });
        if (lifted) {
            turns.wakeDue();
        }
        return lifted;
    }

    /** What holds the fleet now; null: nothing does. */
    public @Nullable Hold of(String fleet, What what) throws JournalUnavailable {
        return sql.<@Nullable Hold, RuntimeException>answer(c -> HoldTable.find(c, fleet, what));
    }

    /**
     * Why a trigger may not begin this now, in words for its verdict; null: it may. {@link Deployments#trigger} asks
     * the same once more, in the transaction that would begin it.
     */
    public @Nullable String objectionToTrigger(String fleet, String release) throws JournalUnavailable {
        return sql.<@Nullable String, RuntimeException>answer(c -> objectionToTrigger(c, fleet, release));
    }

    static @Nullable String objectionToTrigger(Connection c, String fleet, String release) throws SQLException {
        var stopped = objection(c, fleet, null);
        return stopped == null ? objectionToAutomatic(c, fleet, release) : stopped;
    }

    /** As above, but for what stops people too. */
    static @Nullable String objectionToAutomatic(Connection c, String fleet, String release) throws SQLException {
        var hold = HoldTable.find(c, fleet, What.AUTOMATIC);
        if (hold != null) {
            return objection(fleet, hold);
        }
        var failed = Sql.number(c, """
                select number from (select number, status from deployment where fleet = ? and release = ?
                        and kind = 'deploy' and finished_at is not null order by number desc limit 1) last
                 where status = 'rolled_back'""", fleet, release);
        return failed == 0
                ? null
                : "Deployment " + failed + " of " + release + " went back by itself, so nothing automatic brings it to "
                        + fleet + " again; a person, or a program with a token, may";
    }

    /** What keeps a deployment from beginning then, or now, that people and programs ask for; null: nothing. */
    static @Nullable String objection(Connection c, String fleet, @Nullable Instant then) throws SQLException {
        var hold = HoldTable.find(c, fleet, What.ALL);
        if (hold != null && (then == null || hold.until() == null || then.isBefore(hold.until()))) {
            return objection(fleet, hold);
        }
        return WindowTable.freeze(c, fleet, then)
                .map(told -> frozen(fleet, told))
                .orElse(null);
    }

    private static String frozen(String fleet, String told) {
        return "Fleet " + fleet + " is " + told + ". Rollbacks are allowed; " + OVERRIDE;
    }

    static String objection(String fleet, Hold hold) {
        var lift = "DELETE /api/v1/fleets/" + fleet + "/hold";
        return "Fleet " + fleet + " is " + hold.told() + ". "
                + switch (hold.what()) {
                    case ALL ->
                        "Rollbacks are allowed; an operator lifts it on the fleet's page or by " + lift + ", and "
                                + OVERRIDE;
                    case AUTOMATIC -> "An operator lifts it on the fleet's page or by " + lift + "?automatic=true";
                };
    }

    /** Ends the holds that ran out; with several instances each is ended by one of them. */
    void endRunOut() throws JournalUnavailable {
        var ended = sql.<Boolean, RuntimeException>answer(c -> {
            var all = HoldTable.removeRunOut(c);
            for (var one : all) {
                var detail = "the hold by " + one.by() + " ran out (" + one.what() + ")";
                audit.record(c, Change.of("slipway:clock", "fleet.lift", "fleet:" + one.fleet(), detail));
            }
            return !all.isEmpty();
        });
        if (ended) {
            turns.wakeDue();
        }
    }

    /** Never earlier than asked for. */
    private static Instant wholeSecond(Instant end) {
        return end.plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
    }
}
