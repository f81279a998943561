package dev.slipway.trigger;

import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.deployment.Kind;
import dev.slipway.engine.Deployments;
import dev.slipway.engine.Deployments.Request;
import dev.slipway.engine.Deployments.Requested;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Fleets;
import dev.slipway.fleet.ScheduleRule;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import dev.slipway.release.Releases;
import dev.slipway.trigger.Firing.State;
import dev.slipway.trigger.FiringTable.Named;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Brings the newest release of an application by the clock. Each instance looks; a firing is seen to by whoever holds
 * its rule's lock, and the deployment's idempotency key is that of the firing, so that it also happens once when the
 * one that began it dies before it wrote that down.
 */
@ApplicationScoped
public class Schedules {
    private static final Logger LOG = Logger.getLogger(Schedules.class);
    /** What is later than this is told and left out: whoever chose three in the morning does not want nine. */
    private static final Duration LATEST = Duration.ofMinutes(15);

    private static final int COUNTED = 1000;
    private static final String BY = "slipway:schedule";

    private final Sql sql;
    private final Fleets fleets;
    private final Releases releases;
    private final History history;
    private final Deployments deployments;
    private final Audit audit;

    Schedules(Sql sql, Fleets fleets, Releases releases, History history, Deployments deployments, Audit audit) {
        this.sql = sql;
        this.fleets = fleets;
        this.releases = releases;
        this.history = history;
        this.deployments = deployments;
        this.audit = audit;
    }

    /** What the rules of a fleet did, the latest first. */
    public List<Firing> newestFirst(String fleet, int most) throws JournalUnavailable {
        return sql.<List<Firing>, RuntimeException>answer(c -> FiringTable.newestFirst(c, fleet, most));
    }

    /** Sees to all that is due. */
    void look() throws JournalUnavailable {
        look(sql.<Instant, RuntimeException>answer(Sql::now));
    }

    void look(Instant now) throws JournalUnavailable {
        // In this order: what is in no document now was taken out of it, not put into it just now.
        var seen = sql.<List<Named>, RuntimeException>answer(FiringTable::seen);
        var rules = fleets.schedules();
        for (var one : seen) {
            if (!named(rules, one)) {
                sql.<Boolean, RuntimeException>answer(c -> {
                    FiringTable.forget(c, one);
                    return true;
                });
            }
        }
        for (var one : rules.entrySet()) {
            for (var rule : one.getValue()) {
                alone(one.getKey(), rule, now);
            }
        }
    }

    private static boolean named(Map<String, List<ScheduleRule>> rules, Named one) {
        return rules.getOrDefault(one.fleet(), List.of()).stream()
                .anyMatch(rule -> rule.name().equals(one.rule()));
    }

    /** A rule that cannot be seen to keeps none of the others waiting. */
    private void alone(String fleet, ScheduleRule rule, Instant now) throws JournalUnavailable {
        try {
            look(fleet, rule, now);
        } catch (RuntimeException e) {
            LOG.errorf(e, "What %s brings to %s by the clock is looked at again", rule.name(), fleet);
        }
    }

    private void look(String fleet, ScheduleRule rule, Instant now) throws JournalUnavailable {
        sql.<Boolean, JournalUnavailable>answer(c -> {
            if (!FiringTable.lock(c, fleet, rule)) {
                return false;
            }
            var done = FiringTable.doneUntil(c, fleet, rule, now);
            var due = rule.cron().last(now);
            if (!due.isAfter(done)) {
                return false;
            }
            var late = now.isAfter(due.plus(LATEST));
            var firing = late ? missed(fleet, rule, due) : fire(c, fleet, rule, due);
            var told = told(firing, between(rule, done, due));
            FiringTable.put(c, told);
            audit.record(
                    c,
                    Change.of(
                            BY, "schedule.fire", "fleet:" + fleet, rule.name() + " at " + due + ": " + told.verdict()));
            return true;
        });
    }

    /** How many firings before this one nobody saw to. */
    private static int between(ScheduleRule rule, Instant done, Instant due) {
        var count = 0;
        for (var at = rule.cron().next(done);
                at.isBefore(due) && count < COUNTED;
                at = rule.cron().next(at)) {
            count++;
        }
        return count;
    }

    private static Firing told(Firing firing, int before) {
        return before == 0
                ? firing
                : new Firing(
                        firing.fleet(),
                        firing.rule(),
                        firing.at(),
                        firing.state(),
                        firing.verdict() + "; " + before + (before < COUNTED ? "" : " or more")
                                + " before it fell into a time in which no instance ran",
                        firing.deployment());
    }

    private static Firing missed(String fleet, ScheduleRule rule, Instant due) {
        return new Firing(
                fleet,
                rule.name(),
                due,
                State.MISSED,
                "no instance ran for more than " + LATEST.toMinutes() + " minutes after it was due, so it is left out",
                null);
    }

    private Firing fire(Connection c, String name, ScheduleRule rule, Instant due)
            throws SQLException, JournalUnavailable {
        var fleet = fleets.find(name);
        var newest = fleet.map(Fleet::application)
                .flatMap(application ->
                        releases.newestFirst(application, 1, null).stream().findFirst());
        if (newest.isEmpty()) {
            return nothing(name, rule, due, "there is no release yet");
        }
        var version = newest.get().version();
        if (history.fleet(name).map(FleetView::release).filter(version::equals).isPresent()) {
            return nothing(name, rule, due, "the newest release " + version + " is live");
        }
        var key = "schedule:" + rule.name() + "@" + due;
        var underWay = Sql.number(c, """
                select number from deployment d where fleet = ? and release = ? and kind = 'deploy' and finished_at is null
                   and not exists (select 1 from idempotency i where i.deployment = d.number and i.key = ?)
                 order by number limit 1""", name, version, key);
        if (underWay != 0) {
            return nothing(name, rule, due, "the newest release " + version + " is on its way as #" + underWay);
        }
        var request = new Request(
                Kind.DEPLOY, name, version, "schedule:" + rule.name(), "the newest release, by the clock", key);
        return switch (deployments.trigger(request)) {
            case Requested.Accepted(long number) ->
                new Firing(name, rule.name(), due, State.DEPLOYED, Verdict.begun(deployments, version, number), number);
            case Requested.OnHold(String detail) -> not(name, rule, due, State.REFUSED, detail);
            case Requested.UnknownFleet(String detail) -> not(name, rule, due, State.FAILED, detail);
            case Requested.UnknownRelease(String detail) -> not(name, rule, due, State.FAILED, detail);
            case Requested.WrongTime(String detail) -> not(name, rule, due, State.FAILED, detail);
            case Requested.KeyReused(String detail) -> not(name, rule, due, State.FAILED, detail);
        };
    }

    private static Firing nothing(String fleet, ScheduleRule rule, Instant due, String why) {
        return not(fleet, rule, due, State.NOTHING, why);
    }

    private static Firing not(String fleet, ScheduleRule rule, Instant due, State state, String why) {
        return new Firing(fleet, rule.name(), due, state, why, null);
    }
}
