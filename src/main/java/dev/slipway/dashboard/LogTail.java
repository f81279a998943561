package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import dev.slipway.history.History;
import dev.slipway.history.LogLine;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest lines of a log, read from its end. */
@ApplicationScoped
class LogTail {
    /** What a page holds; the raw log has all. */
    static final int LINES = 1_000;

    private static final int QUOTED_OF = 20;

    private final History history;

    LogTail(History history) {
        this.history = history;
    }

    List<LogLine> newest(long deployment, @Nullable String node, @Nullable String step) {
        return history.logBefore(deployment, node, step, Long.MAX_VALUE, LINES);
    }

    /** The last words of the server that a held deployment asks about; empty when it asks about none. */
    List<LogLine> ofQuestion(DeploymentView view) {
        var question = view.question();
        return question == null || question.node() == null
                ? List.of()
                : history.logBefore(view.number(), question.node(), null, Long.MAX_VALUE, QUOTED_OF);
    }
}
