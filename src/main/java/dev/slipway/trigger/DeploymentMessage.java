package dev.slipway.trigger;

import dev.slipway.fleet.GithubRule;
import dev.slipway.trigger.Judgement.Fits;
import dev.slipway.trigger.Judgement.Ignored;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A deployment that somebody asked GitHub for. */
final class DeploymentMessage {
    private static final String DEPLOYMENT = "deployment";

    private DeploymentMessage() {}

    static Judgement judge(GithubRule rule, Message message) {
        var why = other(rule, message);
        return why == null ? new Fits(wanted(rule, message)) : new Ignored(why);
    }

    private static @Nullable String other(GithubRule rule, Message message) {
        var action = message.text("action");
        if (!action.equals("created")) {
            return "action is " + Shown.word(action) + ", rule wants `created`";
        }
        var task = message.text(DEPLOYMENT, "task");
        if (!task.equals("deploy")) {
            return "task is " + Shown.word(task) + ", not `deploy`";
        }
        if (!Judge.COMMIT.matcher(message.text(DEPLOYMENT, "sha")).matches() || message.number(DEPLOYMENT, "id") < 1) {
            return "the deployment names no commit";
        }
        if (!message.text(DEPLOYMENT, "environment").matches("\\P{C}{1,255}")) {
            return "the deployment has no environment that can be told";
        }
        var environment = rule.environment();
        return environment == null
                ? null
                : Judge.other("environment", List.of(environment), message.text(DEPLOYMENT, "environment"));
    }

    private static Wanted wanted(GithubRule rule, Message message) {
        var repository = message.text("repository", "full_name");
        var sha = message.text(DEPLOYMENT, "sha");
        var id = message.number(DEPLOYMENT, "id");
        var environment = message.text(DEPLOYMENT, "environment");
        var values = new HashMap<>(Values.ofCommit(repository, sha));
        values.put("ref", message.text(DEPLOYMENT, "ref"));
        values.put("environment", environment);
        values.put("deployment_id", Long.toString(id));
        return new Wanted(
                rule,
                repository,
                "github:" + repository + "@" + sha.substring(0, 7),
                Values.reason(
                        message.text(DEPLOYMENT, "description"),
                        message.text(DEPLOYMENT, "creator", "login"),
                        "deployment " + id + " on GitHub"),
                values,
                Wanted.Clones.of(message),
                sha,
                sha,
                new Wanted.Place(
                        "deployment:" + message.number("repository", "id") + ":" + environment,
                        id,
                        0,
                        null,
                        sha,
                        "GitHub's deployment " + id),
                List.of(),
                0);
    }
}
