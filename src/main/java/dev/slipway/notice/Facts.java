package dev.slipway.notice;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a notice tells, fixed when it happened: a repetition days later says the same. Its names are those of the
 * generic webhook's JSON.
 *
 * @param startedBy who asked for the deployment
 * @param reason what they gave as the reason
 * @param seconds from its beginning to {@code at}; null: it has not begun
 * @param detail why it stands where it stands
 * @param failing what failed last; null: nothing
 * @param stranded nodes that are out of rotation because of this deployment, and stay so
 * @param commit what the release was made from; null: nobody said
 */
record Facts(
        String fleet,
        String application,
        String environment,
        long deployment,
        String kind,
        String release,
        @Nullable String previousRelease,
        String startedBy,
        @Nullable String reason,
        Instant at,
        @Nullable Long seconds,
        @Nullable String detail,
        @Nullable Failing failing,
        List<String> stranded,
        @Nullable String commit) {
    Facts {
        stranded = List.copyOf(stranded);
    }

    /**
     * What failed.
     *
     * @param node null: the whole fleet
     * @param line the last words of the output; null: there were none
     */
    record Failing(
            @Nullable String node,
            String step,
            String tried,
            String answered,
            String next,
            @Nullable String line) {}

    /** Of a message that only tries a channel. */
    static Facts ofTest(String fleet, String application, String environment, String by, Instant at) {
        return new Facts(
                fleet, application, environment, 0, "test", "", null, by, null, at, null, null, null, List.of(), null);
    }
}
