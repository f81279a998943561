package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import dev.slipway.history.History;
import dev.slipway.history.LogLine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one viewer of a deployment has seen, and what he must be sent to see the present. */
final class LiveStream {
    private static final int LINES_PER_MESSAGE = 200;
    private static final Duration REDRAW = Duration.ofSeconds(2);

    /** Elements of the page, each a fragment of the page's template with the same id. */
    private static final List<String> PARTS = List.of("head", "held", "stages", "lanes", "rail", "say");

    private final History history;
    private final InstantSource clock;
    private final long number;
    private final @Nullable String server;
    private final @Nullable String step;
    private final Hand hand;
    private final Map<String, String> sent = new HashMap<>();
    private final Set<String> openParts = new HashSet<>();
    private long journal;
    private long line;
    private long redrawn;

    LiveStream(
            History history,
            InstantSource clock,
            long number,
            @Nullable String server,
            @Nullable String step,
            Hand hand) {
        this.history = history;
        this.clock = clock;
        this.number = number;
        this.server = server;
        this.step = step;
        this.hand = hand;
    }

    /** Goes on from a page that shows the journal and the log up to these numbers. */
    void continueFrom(long journal, long line, List<LogLine> shown) {
        this.journal = journal;
        this.line = line;
        LogPart.of(shown).forEach(part -> openParts.add(part.id()));
    }

    /** The whole log at once: a viewer who was away may have missed any part of it, so his is replaced. */
    String replaceLog(List<LogLine> shown) {
        line = shown.isEmpty() ? 0 : shown.getLast().number();
        var parts = LogPart.of(shown);
        parts.forEach(part -> openParts.add(part.id()));
        var html = new StringBuilder();
        parts.forEach(part -> html.append(LogTemplates.part(part).render()));
        return partial("#term", "innerMorph", html.toString());
    }

    long journal() {
        return journal;
    }

    /** Waits a little for something new. */
    void await(Duration atMost) throws InterruptedException {
        history.awaitAfter(number, journal, atMost);
    }

    /** What changed since the last call; empty when nothing did. */
    String changes(DeploymentView view) {
        var html = new StringBuilder(newLines());
        var moved = view.journalNumber() != journal || sent.isEmpty();
        var millis = clock.millis();
        if (moved || millis - redrawn >= REDRAW.toMillis()) {
            journal = view.journalNumber();
            redrawn = millis;
            html.append(redraw(view));
        }
        return html.toString();
    }

    private String redraw(DeploymentView view) {
        var question = view.question();
        var quoted = question == null || question.node() == null
                ? List.<LogLine>of()
                : history.log(number, question.node(), null, Math.max(0, line - LogTail.LINES), LogTail.LINES);
        var page = DeploymentPage.of(view, quoted, clock.instant(), hand);
        var html = new StringBuilder();
        for (var part : PARTS) {
            var fragment = fragment(part, page);
            if (!fragment.equals(sent.put(part, fragment))) {
                html.append(partial("#" + part, "outerMorph", fragment));
            }
        }
        return html.toString();
    }

    private static String fragment(String part, DeploymentPage page) {
        return switch (part) {
            case "head" -> Fragments.deployment$head(page).render();
            case "held" -> Fragments.deployment$held(page).render();
            case "stages" -> Fragments.deployment$stages(page).render();
            case "lanes" -> Fragments.deployment$lanes(page).render();
            case "rail" -> Fragments.deployment$rail(page).render();
            default -> Fragments.deployment$say(page).render();
        };
    }

    private String newLines() {
        var lines = history.log(number, server, step, line, LINES_PER_MESSAGE);
        if (lines.isEmpty()) {
            return "";
        }
        line = lines.getLast().number();
        var html = new StringBuilder();
        for (var part : LogPart.of(lines)) {
            if (openParts.add(part.id())) {
                html.append(
                        partial("#term", "beforeend", LogTemplates.part(part).render()));
            } else {
                html.append(partial(
                        "#" + part.id(),
                        "beforeend",
                        LogTemplates.lines(part.lines()).render()));
            }
        }
        return html.toString();
    }

    private static String partial(String target, String swap, String html) {
        return "<hx-partial hx-target=\"" + target + "\" hx-swap=\"" + swap + "\">" + html + "</hx-partial>";
    }
}
