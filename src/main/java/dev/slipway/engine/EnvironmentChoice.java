package dev.slipway.engine;

import dev.slipway.deployment.Plan;
import dev.slipway.engine.step.EnvironmentFiles;
import dev.slipway.fleet.Environments;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;

/** Which version of the environment files a deployment uses, and what they hold. */
@ApplicationScoped
class EnvironmentChoice {
    private final Environments environments;
    private final Sql sql;

    EnvironmentChoice(Environments environments, Sql sql) {
        this.environments = environments;
        this.sql = sql;
    }

    /**
     * A release that comes back, or that others already run, has the version that it ran with; a new one, or one that
     * is deployed again, the newest.
     */
    Plan choose(Plan plan) throws JournalUnavailable {
        var fleet = plan.fleet().name();
        var before = ranWith(fleet, plan.release().version());
        var last = before.isEmpty() ? 0 : before.getFirst();
        return switch (plan.kind()) {
            case DEPLOY -> plan.withEnvironment(newest(fleet), last);
            case TAKE_OUT, PUT_BACK -> plan.withEnvironment(last, last);
            case ROLLBACK, CATCH_UP, RESTART -> plan.withEnvironment(before.isEmpty() ? newest(fleet) : last, last);
        };
    }

    private int newest(String fleet) throws JournalUnavailable {
        return sql.<Integer, RuntimeException>answer(
                c -> (int) Sql.number(c, "select max(number) from environment where fleet = ?", fleet));
    }

    /** Of the last deployment of this release that succeeded; none: there was none, in a fleet of this name before. */
    private List<Integer> ranWith(String fleet, String release) throws JournalUnavailable {
        return sql.<List<Integer>, RuntimeException>answer(c -> Sql.list(c, row -> row.getInt(1), """
                select (j.event->'plan'->>'environment')::int
                  from deployment d
                  join fleet f on f.name = d.fleet and f.created_at <= d.queued_at
                  join journal j on j.deployment = d.number and j.event->>'is' = 'planned'
                 where d.fleet = ? and d.release = ? and d.status = 'succeeded'
                   and d.kind in ('deploy', 'rollback', 'catch-up')
                 order by d.number desc, j.number desc limit 1""", fleet, release));
    }

    /** Opens what the plan names, for as long as one instance owns the deployment. */
    EnvironmentFiles open(Plan plan) throws JournalUnavailable {
        try {
            return EnvironmentFiles.of(environments.newestAnd(
                    plan.fleet().name(),
                    Environments.REMEMBERED,
                    List.of(plan.environment(), plan.environmentBefore())));
        } catch (SQLException e) {
            throw new JournalUnavailable(e);
        }
    }
}
