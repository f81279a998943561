package dev.slipway.trigger;

import dev.slipway.fleet.GithubRule;
import dev.slipway.trigger.Judgement.Fits;
import dev.slipway.trigger.Judgement.Ignored;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A release on GitHub. One release is told several times; a rule waits for one of them. */
final class ReleaseMessage {
    private static final String RELEASE = "release";

    private ReleaseMessage() {}

    static Judgement judge(GithubRule rule, Message message) {
        var why = other(rule, message);
        return why == null ? new Fits(wanted(rule, message)) : new Ignored(why);
    }

    private static @Nullable String other(GithubRule rule, Message message) {
        var action = message.text("action");
        if (!action.equals(rule.action())) {
            return "action is " + Shown.word(action) + ", rule wants " + Shown.word(rule.action());
        }
        if (message.is(RELEASE, "draft")) {
            return "the release is a draft";
        }
        if (message.is(RELEASE, "prerelease") && !rule.prereleases()) {
            return "it is a pre-release, and the rule wants none";
        }
        var tag = message.text(RELEASE, "tag_name");
        if (!Push.soundRef(tag) || message.number(RELEASE, "id") < 1) {
            return "the release has no tag that can be told";
        }
        if (published(message) == 0) {
            return "the release does not say when it was published";
        }
        return Judge.other("tag", rule.tags(), tag);
    }

    private static long published(Message message) {
        try {
            return Instant.parse(message.text(RELEASE, "published_at")).getEpochSecond();
        } catch (DateTimeParseException _) {
            return 0;
        }
    }

    private static Wanted wanted(GithubRule rule, Message message) {
        var repository = message.text("repository", "full_name");
        var tag = message.text(RELEASE, "tag_name");
        var name = message.text(RELEASE, "name");
        var assets = new ArrayList<String>();
        message.node(RELEASE, "assets")
                .forEach(asset -> assets.add(asset.path("name").asText("")));
        return new Wanted(
                rule,
                repository,
                "github:" + repository + "@" + Values.inVersion(tag),
                Values.reason(name, message.text("sender", "login"), "release " + tag),
                Map.of("repository", repository, "tag", tag),
                Wanted.Clones.of(message),
                "refs/tags/" + tag,
                null,
                new Wanted.Place(
                        "release:" + message.number("repository", "id"),
                        published(message),
                        message.number(RELEASE, "id"),
                        null,
                        null,
                        "release " + Shown.word(tag)),
                List.copyOf(assets),
                0);
    }
}
