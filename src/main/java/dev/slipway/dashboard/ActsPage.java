package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import java.util.List;

/**
 * What the person who looks may do about a deployment. Apart from what is streamed, which is the same for everybody.
 *
 * @param token what the forms must bring back
 * @param key of the state that the buttons belong to
 */
record ActsPage(DeploymentView view, String token, List<Button> always, List<Button> answers, String key) {

    static ActsPage of(DeploymentView view, String token) {
        return new ActsPage(view, token, Button.always(view), Button.answers(view), keyOf(view));
    }

    static String keyOf(DeploymentView view) {
        var question = view.question();
        return view.status() + (question == null ? "" : " " + question.id());
    }
}
