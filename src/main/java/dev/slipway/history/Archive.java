package dev.slipway.history;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Deployments as lists and figures show them: read from columns, never from journals, however many there are. */
public interface Archive {
    /** Newest first, from {@code before} on; null: from the newest. */
    List<Entry> newestFirst(Filter filter, @Nullable Long before, int limit);

    /** Everybody who ever started one, by name; at most {@code limit}. */
    List<String> people(int limit);

    /** Those that are not over, oldest first. */
    List<Entry> unfinished();

    /** Hands over all that ended since then, in the order of their ends, and keeps none. */
    void ended(Instant since, Filter filter, Consumer<Entry> each);

    /**
     * How the migrations of a fleet's releases went: {@code started}, {@code succeeded}, {@code failed} or
     * {@code unknown}; of a release that never ran one, nothing.
     */
    Map<String, String> migrations(String fleet);

    /** Which ones; null: whichever. */
    record Filter(
            @Nullable String fleet,
            @Nullable String person,
            @Nullable String status) {
        /** All of them. */
        public static final Filter ALL = new Filter(null, null, null);
    }

    /**
     * One deployment.
     *
     * @param why what the person who asked for it gave as the reason
     * @param statusReason why it stands where it stands
     * @param servers how many it was about; null: not counted yet, or not over
     * @param reached how many of them had the release in rotation at its end
     * @param outSeconds out of rotation, all servers together
     * @param longestOut out of rotation, the server that was longest
     * @param leadSeconds from the release's making to its being live
     */
    record Entry(
            long number,
            String fleet,
            String kind,
            String release,
            String status,
            @Nullable String statusReason,
            @Nullable String why,
            String startedBy,
            Instant queuedAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Integer servers,
            @Nullable Integer reached,
            @Nullable Double outSeconds,
            @Nullable Double longestOut,
            @Nullable Double leadSeconds) {}
}
