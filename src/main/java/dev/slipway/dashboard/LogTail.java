package dev.slipway.dashboard;

import dev.slipway.history.History;
import dev.slipway.history.LogLine;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest lines of a log, found without reading the old ones. */
@ApplicationScoped
class LogTail {
    /** What a page holds; the raw log has all. */
    static final int LINES = 1_000;

    private final History history;

    LogTail(History history) {
        this.history = history;
    }

    List<LogLine> newest(long deployment, @Nullable String node, @Nullable String step) {
        var first = history.log(deployment, node, step, 0, LINES + 1);
        if (first.size() <= LINES) {
            return first;
        }
        var below = first.getLast().number();
        var above = below * 2;
        while (speaksAfter(deployment, node, step, above)) {
            below = above;
            above *= 2;
        }
        // The newest line is in (below, above].
        while (above - below > 1) {
            var middle = below + (above - below) / 2;
            if (speaksAfter(deployment, node, step, middle)) {
                below = middle;
            } else {
                above = middle;
            }
        }
        return history.log(deployment, node, step, Math.max(0, above - LINES), LINES);
    }

    private boolean speaksAfter(long deployment, @Nullable String node, @Nullable String step, long number) {
        return !history.log(deployment, node, step, number, 1).isEmpty();
    }
}
