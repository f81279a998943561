package dev.slipway.engine;

import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.deployment.Plan;
import dev.slipway.deployment.Planner;
import dev.slipway.engine.step.EnvironmentFiles;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Fleets;
import dev.slipway.history.Journal.JournalUnavailable;
import dev.slipway.history.LiveRelease;
import dev.slipway.history.Sql;
import dev.slipway.pipeline.Pipelines;
import dev.slipway.release.Releases;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is stored of it. */
@ApplicationScoped
class StoredCatalogue implements Catalogue {
    private final Fleets fleets;
    private final Pipelines pipelines;
    private final Releases releases;
    private final EnvironmentChoice environments;
    private final Sql sql;
    private final InstantSource clock;

    StoredCatalogue(
            Fleets fleets,
            Pipelines pipelines,
            Releases releases,
            EnvironmentChoice environments,
            Sql sql,
            InstantSource clock) {
        this.fleets = fleets;
        this.pipelines = pipelines;
        this.releases = releases;
        this.environments = environments;
        this.sql = sql;
        this.clock = clock;
    }

    @Nullable Fleet fleet(String name) {
        return fleets.find(name).orElse(null);
    }

    /** Whether a new deployment of the fleet takes the place of a queued one. */
    boolean supersedes(String fleet) {
        return fleets.triggers(fleet).supersede();
    }

    boolean hasRelease(Fleet fleet, String version) {
        return releases.find(fleet.application(), version).isPresent();
    }

    @Override
    public Planner.Planned plan(
            Kind kind, String fleetName, String version, List<String> targets, Map<String, NodeRecord> known)
            throws JournalUnavailable {
        var fleet = fleet(fleetName);
        if (fleet == null) {
            return new Planner.Planned.No("Fleet " + fleetName + " was removed");
        }
        var pipeline = pipelines.of(fleet.pipeline());
        if (pipeline.isEmpty()) {
            return new Planner.Planned.No("The pipeline of fleet " + fleetName + " does not exist any more");
        }
        var release = releases.find(fleet.application(), version);
        if (release.isEmpty()) {
            return new Planner.Planned.No("Application " + fleet.application() + " has no release " + version);
        }
        return switch (Planner.plan(kind, fleet, pipeline.get(), release.get(), targets, known)) {
            case Planner.Planned.Yes(Plan plan) -> new Planner.Planned.Yes(environments.choose(plan));
            case Planner.Planned.No no -> no;
        };
    }

    @Override
    public Event.@Nullable ApprovalAsked approval(Plan plan) throws JournalUnavailable {
        var rule = plan.fleet().approvals();
        if (rule == null
                || bringsNothing(plan.kind())
                || !(rule.covers(plan.kind().word()) || isNew(plan))) {
            return null;
        }
        var until = clock.instant().plus(rule.expires());
        return new Event.ApprovalAsked(Subject.of(plan), rule.required(), rule.fourEyes(), until, null);
    }

    /** Taking a node out, or putting it back, brings no release. */
    private static boolean bringsNothing(Kind kind) {
        return switch (kind) {
            case TAKE_OUT, PUT_BACK -> true;
            case DEPLOY, ROLLBACK, RESTART, CATCH_UP -> false;
        };
    }

    /** What was never live here comes in by no back door: not as a rollback, and not as a catch-up. */
    private boolean isNew(Plan plan) throws JournalUnavailable {
        return sql.<Long, RuntimeException>answer(c ->
                        Sql.number(c, """
                        select count(*) from deployment d join fleet f on f.name = d.fleet and f.created_at <= d.queued_at
                         where d.fleet = ? and d.release = ? and d.status = 'succeeded'
                           and d.kind in ('deploy', 'rollback')""", plan.fleet().name(), plan.release().version()))
                == 0;
    }

    @Override
    public EnvironmentFiles environment(Plan plan) throws JournalUnavailable {
        return environments.open(plan);
    }

    @Override
    public @Nullable String live(String fleet) throws JournalUnavailable {
        return known(fleet).map(LiveRelease::release).orElse(null);
    }

    /** The release that was live before; null when there is none. */
    @Nullable String before(String fleet) throws JournalUnavailable {
        return known(fleet).map(LiveRelease::before).orElse(null);
    }

    /** What is live, and whether that is beyond doubt. */
    Optional<LiveRelease> standing(Fleet fleet) throws JournalUnavailable {
        return sql.<Optional<LiveRelease>, RuntimeException>answer(c -> LiveRelease.find(c, fleet));
    }

    private Optional<LiveRelease> known(String name) throws JournalUnavailable {
        var fleet = fleet(name);
        return fleet == null ? Optional.empty() : standing(fleet);
    }
}
