package dev.slipway.dashboard;

import dev.slipway.deployment.Approval;
import dev.slipway.history.DeploymentView;
import java.util.Objects;

/**
 * What the person who looks can say to a deployment that waits for approval.
 *
 * @param subject what the answer is about, so that nobody says yes to something else than was looked at
 * @param offered whether this person's yes is waited for
 * @param refuses whether this person may say no
 * @param hint whom it waits for, in words
 */
record ApprovalForm(String subject, boolean offered, boolean refuses, String hint) {
    private static final ApprovalForm NONE = new ApprovalForm("", false, false, "");

    static ApprovalForm of(DeploymentView view, Visitor visitor) {
        var approval = view.approval();
        if (approval == null || !view.status().equals("waiting_approval")) {
            return NONE;
        }
        var hand = visitor.hand(view.fleet());
        var hint = hint(view, approval, visitor, hand);
        return new ApprovalForm(approval.subject(), hint.isEmpty(), hand.approves(), hint);
    }

    /** Why this visitor's yes is not waited for; empty: it is. */
    private static String hint(DeploymentView view, Approval approval, Visitor visitor, Hand hand) {
        var name = visitor.name();
        if (visitor.late(approval.until())) {
            return "Its time has run out; it ends in a moment.";
        }
        if (!hand.approves()) {
            return "It waits for an approver of this fleet who signed in.";
        }
        if (approval.given().stream().anyMatch(given -> given.by().equals(name))) {
            return "You approved it. It waits for somebody else too.";
        }
        return approval.fourEyes() && Objects.equals(view.startedBy(), name)
                ? "You asked for this yourself: somebody else must approve it."
                : "";
    }
}
