package dev.slipway.notice;

import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Event;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.Fleets;
import dev.slipway.history.Commits;
import dev.slipway.history.History;
import dev.slipway.history.LogLine;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gathers what there is to tell of a deployment at one point of its course. */
@Singleton
final class Telling {
    private static final int LINES = 20;
    private static final int LONGEST_LINE = 400;
    private static final Pattern ESCAPES = Pattern.compile("\\e\\[[0-9;?]*[ -/]*[@-~]|\\e[@-_]|[\\p{Cntrl}&&[^\t]]");

    private final History history;
    private final Fleets fleets;
    private final Commits commits;

    Telling(History history, Fleets fleets, Commits commits) {
        this.history = history;
        this.fleets = fleets;
        this.commits = commits;
    }

    Facts of(long number, Course course, Entry entry) {
        var state = course.state();
        var request = state.request();
        var plan = state.plan();
        var fleet = plan == null ? fleets.find(request.fleet()).orElse(null) : plan.fleet();
        var application = fleet == null ? "" : fleet.application();
        return new Facts(
                request.fleet(),
                application,
                fleet == null ? "" : fleet.environment(),
                number,
                request.kind().word(),
                request.release(),
                course.previous(),
                request.by(),
                request.reason(),
                entry.at(),
                seconds(state.startedAt(), entry.at()),
                state.reason(),
                failing(number, course.failed()),
                course.stranded(),
                commit(fleet, request.release()));
    }

    private @Nullable String commit(@Nullable Fleet fleet, String release) {
        return fleet == null ? null : commits.of(fleet.application(), release).orElse(null);
    }

    private static @Nullable Long seconds(@Nullable Instant from, Instant to) {
        return from == null ? null : Math.max(0, Duration.between(from, to).toSeconds());
    }

    private Facts.@Nullable Failing failing(long number, Event.@Nullable StepFailed failed) {
        if (failed == null) {
            return null;
        }
        var why = failed.why();
        return new Facts.Failing(
                failed.node(),
                failed.step(),
                why.tried(),
                why.answered(),
                why.next(),
                line(number, failed.node(), failed.step()));
    }

    /** The last line that says something; it is masked as it is in the log. */
    private @Nullable String line(long number, String node, String step) {
        return history.logBefore(number, node, step, Long.MAX_VALUE, LINES).reversed().stream()
                .map(LogLine::text)
                .map(text -> ESCAPES.matcher(text).replaceAll("").strip())
                .filter(text -> !text.isEmpty())
                .map(text -> text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "…" : text)
                .findFirst()
                .orElse(null);
    }
}
