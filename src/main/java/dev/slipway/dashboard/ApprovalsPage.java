package dev.slipway.dashboard;

import dev.slipway.dashboard.Choices.ReleaseChoice;
import dev.slipway.deployment.Approval;
import dev.slipway.history.DeploymentView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All deployments that wait for approval.
 *
 * @param items those that wait for this visitor first
 * @param token what forms must bring back
 */
record ApprovalsPage(List<Item> items, String token) {

    /**
     * One of them.
     *
     * @param live the release that is live now; null: none yet
     * @param changes what the release brings beyond that
     * @param plan what would be done; null: that is told when it begins
     * @param newer one of the fleet that was asked for later; null: there is none
     */
    record Item(
            DeploymentView view,
            ApprovalForm form,
            @Nullable String live,
            List<ReleaseChoice> changes,
            @Nullable PlanPreview plan,
            @Nullable DeploymentView newer) {

        public Approval approval() {
            var approval = view.approval();
            if (approval == null) {
                throw new IllegalStateException("deployment " + view.number() + " waits for no approval");
            }
            return approval;
        }

        /** E.g. {@code 1 of 2}. */
        public String count() {
            return approval().given().size() + " of " + approval().required();
        }
    }

    /** One line under the heading. */
    public String summary() {
        var mine = (int) items.stream().filter(item -> item.form().offered()).count();
        var others = items.size() - mine;
        return (mine == 0 ? "Nothing waits for you" : Words.counted(mine, "deployment") + " for you")
                + (others == 0 ? "." : "; " + Words.counted(others, "deployment") + " for others.");
    }
}
