package dev.slipway.trigger;

import dev.slipway.fleet.GithubRule;
import dev.slipway.trigger.Judgement.Fits;
import dev.slipway.trigger.Judgement.Ignored;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Commits or a tag that were pushed, or a branch or tag that was removed: all of that is one event. */
final class Push {
    private static final String BRANCH = "refs/heads/";
    private static final String TAG = "refs/tags/";
    private static final Pattern REF = Pattern.compile("[^\\p{C}\\s~^:?*\\[\\\\]{1,200}");

    private Push() {}

    static Judgement judge(GithubRule rule, Message message) {
        var why = other(rule, message);
        return why == null ? new Fits(wanted(rule, message)) : new Ignored(why);
    }

    /** As far as it matters here what git allows. */
    static boolean soundRef(String name) {
        return REF.matcher(name).matches() && !name.contains("..") && !name.startsWith("-") && !name.startsWith("/");
    }

    private static @Nullable String other(GithubRule rule, Message message) {
        var ref = message.text("ref");
        var branch = ref.startsWith(BRANCH);
        if (!(branch || ref.startsWith(TAG)) || !soundRef(name(ref))) {
            return "ref is " + Shown.word(ref) + ", which is neither a branch nor a tag";
        }
        var what = branch ? "branch" : "tag";
        if (message.is("deleted") || message.text("after").matches("0+")) {
            return "the " + what + " " + Shown.word(name(ref)) + " was deleted";
        }
        var patterns = branch ? rule.branches() : rule.tags();
        if (patterns.isEmpty()) {
            return what + " is " + Shown.word(name(ref)) + ", rule wants " + (branch ? "tags" : "branches");
        }
        var elsewhere = Judge.other(what, patterns, name(ref));
        if (elsewhere != null) {
            return elsewhere;
        }
        if (!Judge.COMMIT.matcher(commit(message)).matches()
                || !Judge.COMMIT.matcher(message.text("after")).matches()) {
            return "the push names no commit";
        }
        return pushedAt(message) == 0 ? "the push does not say when it was" : null;
    }

    private static String name(String ref) {
        return ref.replaceFirst("^refs/(heads|tags)/", "");
    }

    /** Of a tag with a text of its own, {@code after} is the tag and not the commit. */
    private static String commit(Message message) {
        var head = message.text("head_commit", "id");
        return head.isEmpty() ? message.text("after") : head;
    }

    /** GitHub's own clock in seconds; else the commit's. */
    private static long pushedAt(Message message) {
        var pushed = message.number("repository", "pushed_at");
        if (pushed > 0) {
            return pushed;
        }
        try {
            return OffsetDateTime.parse(message.text("head_commit", "timestamp"))
                    .toEpochSecond();
        } catch (DateTimeException _) {
            return 0;
        }
    }

    private static Wanted wanted(GithubRule rule, Message message) {
        var repository = message.text("repository", "full_name");
        var ref = message.text("ref");
        var sha = commit(message);
        var values = new HashMap<>(Values.ofCommit(repository, sha));
        values.put(ref.startsWith(BRANCH) ? "branch" : "tag", name(ref));
        // All tags that a rule wants make one line, for each is a ref of its own and tells nothing of the others.
        var line = "push:" + message.number("repository", "id") + ":"
                + (ref.startsWith(BRANCH) ? ref : TAG + String.join(",", rule.tags()));
        return new Wanted(
                rule,
                repository,
                "github:" + repository + "@" + sha.substring(0, 7),
                Values.reason(
                        message.text("head_commit", "message"), message.text("pusher", "name"), "push to " + name(ref)),
                values,
                Wanted.Clones.of(message),
                sha,
                sha,
                new Wanted.Place(
                        line,
                        pushedAt(message),
                        0,
                        message.text("before"),
                        message.text("after"),
                        "the push of " + Shown.word(sha.substring(0, 7))),
                List.of(),
                0);
    }
}
