package dev.slipway.dashboard;

import dev.slipway.deployment.Planner;
import dev.slipway.engine.Deployments;
import dev.slipway.history.Journal.JournalUnavailable;
import jakarta.enterprise.context.ApplicationScoped;

/** Plans made by the engine. */
@ApplicationScoped
class EnginePlans implements Plans {
    private final Deployments deployments;

    EnginePlans(Deployments deployments) {
        this.deployments = deployments;
    }

    @Override
    public PlanPreview preview(String fleet, String release) {
        try {
            return switch (deployments.preview(fleet, release)) {
                case Planner.Planned.Yes(var plan) -> PlanPreview.of(plan);
                case Planner.Planned.No(var reason) -> PlanPreview.refused(reason);
            };
        } catch (JournalUnavailable e) {
            return PlanPreview.refused("The database does not answer; open the page again");
        }
    }
}
