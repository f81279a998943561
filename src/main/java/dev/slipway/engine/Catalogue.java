package dev.slipway.engine;

import dev.slipway.deployment.Event;
import dev.slipway.deployment.Kind;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.deployment.Plan;
import dev.slipway.deployment.Planner;
import dev.slipway.engine.step.EnvironmentFiles;
import dev.slipway.history.Journal.JournalUnavailable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks up what a deployment is made from. */
public interface Catalogue {
    /**
     * Plans with the fleet, pipeline and release as they are stored now.
     *
     * @param targets the only nodes to plan for; empty: all that the kind concerns
     */
    Planner.Planned plan(
            Kind kind, String fleetName, String version, List<String> targets, Map<String, NodeRecord> known)
            throws JournalUnavailable;

    /** Plans what was asked for; what is done to single nodes takes the release that is live by then. */
    default Planner.Planned plan(Event.Queued request, Map<String, NodeRecord> known) throws JournalUnavailable {
        var version =
                switch (request.kind()) {
                    case CATCH_UP, TAKE_OUT, PUT_BACK -> live(request.fleet());
                    case DEPLOY, ROLLBACK, RESTART -> request.release();
                };
        var targets = request.nodes() == null ? List.<String>of() : request.nodes();
        var planned =
                plan(request.kind(), request.fleet(), version == null ? request.release() : version, targets, known);
        return planned instanceof Planner.Planned.Yes(Plan plan) && Boolean.TRUE.equals(request.force())
                ? new Planner.Planned.Yes(plan.withoutFloor())
                : planned;
    }

    /** What must be approved before this plan may begin; null: nothing. */
    Event.@Nullable ApprovalAsked approval(Plan plan) throws JournalUnavailable;

    /** The environment files that the plan names, and what must not be seen of them. */
    EnvironmentFiles environment(Plan plan) throws JournalUnavailable;

    /** The release that is live: of the newest deployment that succeeded; null before the first. */
    @Nullable String live(String fleet) throws JournalUnavailable;
}
