package dev.slipway.trigger;

import dev.slipway.fleet.GithubRule;
import dev.slipway.fleet.Triggers;
import dev.slipway.trigger.Judgement.Fits;
import dev.slipway.trigger.Judgement.Ignored;
import java.util.ArrayList;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares a message with the rules of its fleet. Decides only: it asks nobody and changes nothing. */
final class Judge {
    static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}");

    private Judge() {}

    static Judgement of(Triggers triggers, String event, Message message) {
        if (event.equals("ping")) {
            return new Ignored("a ping: GitHub reaches this fleet, with the right secret");
        }
        var rules = triggers.github().stream()
                .filter(rule -> rule.on().word().equals(event))
                .toList();
        if (rules.isEmpty()) {
            return new Ignored("no rule of the fleet is about " + Shown.word(event));
        }
        var why = new ArrayList<String>();
        for (var rule : rules) {
            switch (of(rule, message)) {
                case Fits fits -> {
                    return fits;
                }
                case Ignored(String reason) ->
                    why.add(rules.size() == 1 ? reason : "rule " + (why.size() + 1) + ": " + reason);
            }
        }
        return new Ignored(String.join("; ", why));
    }

    private static Judgement of(GithubRule rule, Message message) {
        var stranger = stranger(rule, message);
        return stranger != null
                ? new Ignored(stranger)
                : switch (rule.on()) {
                    case WORKFLOW_RUN -> WorkflowRun.judge(rule, message);
                    case RELEASE -> ReleaseMessage.judge(rule, message);
                    case PUSH -> Push.judge(rule, message);
                    case DEPLOYMENT -> DeploymentMessage.judge(rule, message);
                };
    }

    /** Why it is not the rule's repository; null: it is. */
    private static @Nullable String stranger(GithubRule rule, Message message) {
        var name = message.text("repository", "full_name");
        var id = message.number("repository", "id");
        if (!message.has("repository")) {
            return "it names no repository, so it is a message about an organization";
        }
        if (!REPOSITORY.matcher(name).matches()) {
            return "it names no repository that can be told, " + Shown.word(name);
        }
        var wanted = rule.repository();
        if (wanted != null && !wanted.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
            return "repository is " + Shown.word(name) + ", rule wants " + Shown.word(wanted);
        }
        var number = rule.repositoryId();
        return number != null && number != id
                ? "repository has the number " + id + ", rule wants " + number
                        + ": it is another one, under the name of the first"
                : null;
    }

    /** Why this is none of the patterns; null: it is, or any will do. */
    static @Nullable String other(String what, java.util.List<String> patterns, String name) {
        return patterns.isEmpty() || Glob.anyFits(patterns, name)
                ? null
                : what + " is " + Shown.word(name) + ", rule wants "
                        + String.join(" or ", patterns.stream().map(Shown::word).toList());
    }
}
