package dev.slipway.trigger;

import dev.slipway.fleet.GithubRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a message asks for, by the rule that it fits.
 *
 * @param by who asks, for journals and the audit, e.g. {@code github:acme/shop#1873}
 * @param reason what happened, in the words of whoever did it: text from outside
 * @param values what the placeholders of the rule's templates stand for
 * @param ref what git calls it
 * @param commit null: the message does not say
 * @param assets names of the files that belong to the release on GitHub
 * @param run number of the workflow run; 0: it is about none
 */
record Wanted(
        GithubRule rule,
        String repository,
        String by,
        String reason,
        Map<String, String> values,
        Clones clones,
        String ref,
        @Nullable String commit,
        Place place,
        List<String> assets,
        long run) {
    Wanted {
        values = Map.copyOf(values);
        assets = List.copyOf(assets);
    }

    /** Where the repository is fetched from. */
    record Clones(String https, String ssh) {
        static Clones of(Message message) {
            return new Clones(message.text("repository", "clone_url"), message.text("repository", "ssh_url"));
        }
    }

    /**
     * Where a message stands in a line of messages of which a later one is never undone by an earlier one. The
     * signature covers no time of sending, so this is made from what it does cover.
     *
     * @param line what is compared with each other, e.g. the runs of one workflow on one branch
     * @param first the greater the later
     * @param second decides between equals
     * @param before the commit that was there before; null: unknown
     * @param what for people, e.g. {@code run 1873}
     */
    record Place(
            String line,
            long first,
            long second,
            @Nullable String before,
            @Nullable String commit,
            String what) {}
}
