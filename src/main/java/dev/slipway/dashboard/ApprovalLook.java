package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import dev.slipway.history.FleetView;
import dev.slipway.history.History;
import jakarta.inject.Singleton;
import java.util.List;

/** Gathers what an approver wants to know before saying yes. */
@Singleton
class ApprovalLook {
    private final History history;
    private final Choices choices;
    private final Plans plans;
    private final Visitor visitor;

    ApprovalLook(History history, Choices choices, Plans plans, Visitor visitor) {
        this.history = history;
        this.choices = choices;
        this.plans = plans;
        this.visitor = visitor;
    }

    /** A deployment that waits for approval. */
    ApprovalsPage.Item at(DeploymentView view) {
        var live = history.fleet(view.fleet()).map(FleetView::release).orElse(null);
        var releases =
                view.application().isEmpty() ? List.<Choices.ReleaseChoice>of() : choices.releases(view.application());
        var newer = history.deployments(view.fleet(), null, null, 1).stream()
                .filter(one -> one.number() > view.number())
                .findFirst();
        return new ApprovalsPage.Item(
                view,
                ApprovalForm.of(view, visitor),
                live,
                Comparison.between(releases, live, view.release()),
                view.kind().equals("deploy") ? plans.preview(view.fleet(), view.release()) : null,
                newer.orElse(null));
    }
}
