package dev.slipway.dashboard;

import dev.slipway.history.DeploymentView;
import dev.slipway.history.History;
import dev.slipway.history.LogLine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the pages of one deployment that look at the same log must be sent, made once for all of them. */
final class LiveStream {
    private static final int LINES_PER_MESSAGE = 200;
    private static final int LINES_AFTER_A_GAP = 60;
    private static final Duration REDRAW = Duration.ofSeconds(5);
    private static final Duration SIDE = Duration.ofSeconds(2);

    /** Elements of the page, each a fragment of the page's template with the same id. */
    private static final List<String> PARTS = List.of("head", "held", "quote", "stages", "lanes", "rail", "say");

    /** By its place: after a gap, two blocks have lines of the same five hundred. */
    private static final String LAST_BLOCK = "#term > .blk:last-of-type";

    private final History history;
    private final LogTail tail;
    private final InstantSource clock;
    private final long number;
    private final @Nullable String server;
    private final @Nullable String step;
    private final Map<String, String> sent = new HashMap<>();
    private long journal;
    private long line;
    private long redrawn;
    private long sideDrawn;
    private String word = "";

    LiveStream(History history, LogTail tail, InstantSource clock, LiveChannel.Key key, Place from) {
        this.history = history;
        this.tail = tail;
        this.clock = clock;
        this.number = key.deployment();
        this.server = key.server();
        this.step = key.step();
        this.journal = from.journal();
        this.line = from.line();
    }

    Place place() {
        return new Place(journal, line, false);
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
        if (moved || (!view.over() && millis - redrawn >= REDRAW.toMillis())) {
            journal = view.journalNumber();
            redrawn = millis;
            html.append(redraw(view));
        }
        return html.toString();
    }

    /** What a page that is at an earlier place lacks to be where this is. */
    String catchUp(Place from) {
        var html = new StringBuilder();
        if (from.returns() || from.journal() < journal) {
            sent.forEach((part, fragment) -> html.append(partial("#" + part, "outerMorph", fragment)));
        }
        if (from.line() < line) {
            var lines = history.log(number, server, step, from.line(), LogTail.LINES + 1).stream()
                    .filter(one -> one.number() <= line)
                    .toList();
            html.append(
                    from.line() < 0 || lines.size() > LogTail.LINES
                            ? partial(
                                    "#term",
                                    "innerMorph",
                                    LogTemplates.blocks(LogBlock.of(newest())).render())
                            : append(from.line(), lines, false));
        }
        return html.toString();
    }

    private List<LogLine> newest() {
        return tail.newest(number, server, step).stream()
                .filter(one -> one.number() <= line)
                .toList();
    }

    private String redraw(DeploymentView view) {
        var page =
                DeploymentPage.of(view, tail.ofQuestion(view), DeploymentPage.servers(view, history), clock.instant());
        var html = new StringBuilder();
        // The cards at the side move with the time of day, and nobody waits for them.
        var side = !view.status().equals(word) || clock.millis() - sideDrawn >= SIDE.toMillis();
        word = view.status();
        sideDrawn = side ? clock.millis() : sideDrawn;
        for (var part : PARTS) {
            if (part.equals("rail") && !side) {
                continue;
            }
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
            case "quote" -> Fragments.deployment$quote(page).render();
            case "stages" -> Fragments.deployment$stages(page).render();
            case "lanes" -> Fragments.deployment$lanes(page).render();
            case "rail" -> Fragments.deployment$rail(page).render();
            default -> Fragments.deployment$say(page).render();
        };
    }

    private String newLines() {
        var lines = history.log(number, server, step, line, LINES_PER_MESSAGE + 1);
        if (lines.isEmpty()) {
            return "";
        }
        if (lines.size() <= LINES_PER_MESSAGE) {
            return append(advance(lines), lines, false);
        }
        // More than anybody reads: the newest of them, and a link to the rest.
        var first = lines.getFirst().number();
        var newest = history.logBefore(number, server, step, Long.MAX_VALUE, LINES_AFTER_A_GAP);
        var before = advance(newest);
        var gap = new LogBlock.Gap(number, first, newest.getFirst().number() - 1, server, step);
        return partial("#term", "beforeend", LogTemplates.gap(gap).render()) + append(before, newest, true);
    }

    private long advance(List<LogLine> lines) {
        var before = line;
        line = lines.getLast().number();
        return before;
    }

    private static String append(long before, List<LogLine> lines, boolean afterGap) {
        var html = new StringBuilder();
        var open = before == 0 || afterGap ? -1 : LogBlock.idOf(before);
        for (var block : LogBlock.of(lines)) {
            if (block.id() == open) {
                html.append(partial(
                        LAST_BLOCK,
                        "beforeend",
                        LogTemplates.lines(block.lines()).render()));
            } else {
                html.append(partial(
                        "#term",
                        "beforeend",
                        LogTemplates.blocks(List.of(block)).render()));
            }
        }
        return html.toString();
    }

    private static String partial(String target, String swap, String html) {
        return "<hx-partial hx-target=\"" + target + "\" hx-swap=\"" + swap + "\">" + html + "</hx-partial>";
    }
}
