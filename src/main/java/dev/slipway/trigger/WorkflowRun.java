package dev.slipway.trigger;

import dev.slipway.fleet.GithubRule;
import dev.slipway.trigger.Judgement.Fits;
import dev.slipway.trigger.Judgement.Ignored;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run of GitHub Actions. */
final class WorkflowRun {
    private static final String RUN = "workflow_run";

    private WorkflowRun() {}

    static Judgement judge(GithubRule rule, Message message) {
        var why = unfinished(message);
        why = why == null ? foreign(message) : why;
        why = why == null ? other(rule, message) : why;
        return why == null ? new Fits(wanted(rule, message)) : new Ignored(why);
    }

    /** GitHub's own examples have one that is `completed` by its action, and neither done nor judged. */
    private static @Nullable String unfinished(Message message) {
        var action = message.text("action");
        if (!action.equals("completed")) {
            return "action is " + Shown.word(action) + ", rule wants `completed`";
        }
        var status = message.text(RUN, "status");
        if (!message.has(RUN, "conclusion")) {
            return "the run has no conclusion yet, its status is " + Shown.word(status);
        }
        var conclusion = message.text(RUN, "conclusion");
        if (!conclusion.equals("success")) {
            return "conclusion is " + Shown.word(conclusion) + ", not `success`";
        }
        return status.equals("completed") ? null : "status is " + Shown.word(status) + ", not `completed`";
    }

    /** Whoever has a copy of a repository can make a run there of any name. */
    private static @Nullable String foreign(Message message) {
        var head = message.text(RUN, "head_repository", "full_name");
        var same = head.equalsIgnoreCase(message.text("repository", "full_name"))
                && message.number(RUN, "head_repository", "id") == message.number("repository", "id");
        return same ? null : "the run is of a fork, " + (head.isEmpty() ? "which is gone" : Shown.word(head));
    }

    private static @Nullable String other(GithubRule rule, Message message) {
        var event = message.text(RUN, "event");
        if (!rule.events().contains(event)) {
            return "the run was begun by " + Shown.word(event) + ", rule wants "
                    + String.join(
                            " or ", rule.events().stream().map(Shown::word).toList());
        }
        var branch = message.text(RUN, "head_branch");
        if (!branch.isEmpty() && !Push.soundRef(branch)) {
            return "the run's branch is none, " + Shown.word(branch);
        }
        var elsewhere = branch.isEmpty() && !rule.branches().isEmpty()
                ? "the run has no branch"
                : Judge.other("branch", rule.branches(), branch);
        if (elsewhere != null) {
            return elsewhere;
        }
        var workflow = rule.workflow();
        if (workflow != null && !names(message).contains(workflow)) {
            return "workflow is " + Shown.word(names(message).getFirst()) + ", rule wants " + Shown.word(workflow);
        }
        if (!Judge.COMMIT.matcher(message.text(RUN, "head_sha")).matches()) {
            return "the run names no commit";
        }
        return message.number(RUN, "run_number") < 1 || message.number(RUN, "id") < 1 ? "the run has no number" : null;
    }

    /** What people call the workflow: its file, its path, its name. Some messages have no path. */
    private static List<String> names(Message message) {
        var path = message.text(RUN, "path").replaceFirst("@.*$", "");
        var name = message.text(RUN, "name");
        return path.isEmpty() ? List.of(name) : List.of(path.substring(path.lastIndexOf('/') + 1), path, name);
    }

    private static Wanted wanted(GithubRule rule, Message message) {
        var repository = message.text("repository", "full_name");
        var sha = message.text(RUN, "head_sha");
        var number = message.number(RUN, "run_number");
        var attempt = Math.max(1, message.number(RUN, "run_attempt"));
        var branch = message.text(RUN, "head_branch");
        var id = message.number(RUN, "id");
        var run = attempt == 1 ? Long.toString(number) : number + "." + attempt;
        var values = new HashMap<>(Values.ofCommit(repository, sha));
        values.put("branch", branch);
        values.put("run_id", Long.toString(id));
        values.put("run_number", Long.toString(number));
        values.put("run_attempt", Long.toString(attempt));
        values.put("run", run);
        var line = "workflow_run:" + message.number("repository", "id") + ":" + message.number(RUN, "workflow_id") + ":"
                + branch;
        return new Wanted(
                rule,
                repository,
                "github:" + repository + "#" + number,
                Values.reason(
                        message.text(RUN, "head_commit", "message"), message.text(RUN, "actor", "login"), "run " + run),
                values,
                Wanted.Clones.of(message),
                sha,
                sha,
                new Wanted.Place(line, number, attempt, null, sha, "run " + run),
                List.of(),
                id);
    }
}
