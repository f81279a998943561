package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import java.util.List;

/**
 * What the person who looks may do about a deployment. Apart from what is streamed, which is the same for everybody.
 *
 * @param hand what the visitor may do, and what the forms must bring back
 * @param approval what may be said while it waits for approval
 * @param key of the state that the buttons belong to
 */
record ActsPage(
        DeploymentView view, Hand hand, List<Button> always, List<Button> answers, ApprovalForm approval, String key) {

    static ActsPage of(DeploymentView view, Visitor visitor) {
        var hand = visitor.hand(view.fleet());
        return new ActsPage(
                view,
                hand,
                hand.decides() ? Button.always(view) : List.of(),
                hand.decides() ? Button.answers(view) : List.of(),
                ApprovalForm.of(view, visitor),
                keyOf(view));
    }

    /** Whether this visitor may let it begin in spite of what stops it. */
    public boolean overrides() {
        return hand.overrides() && view.stop() != null && view.stop().overridable();
    }

    static String keyOf(DeploymentView view) {
        var question = view.question();
        var approval = view.approval();
        return view.status()
                + (view.stop() == null ? "" : " " + view.stop().by())
                + (question == null ? "" : " " + question.id())
                + (approval == null
                        ? ""
                        : " " + approval.subject() + " " + approval.given().size());
    }
}
