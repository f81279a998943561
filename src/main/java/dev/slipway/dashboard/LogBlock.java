package dev.slipway.dashboard;

import dev.slipway.history.LogLine;
import io.quarkus.qute.RawString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Up to five hundred neighbours in the log: the browser lays out only those blocks that are seen.
 *
 * @param id the same for the page and its stream: it follows from the numbers of the lines
 */
record LogBlock(long id, List<Line> lines) {
    static final int SIZE = 500;
    private static final Pattern TROUBLE = Pattern.compile("\\b(error|failed|failure|fatal|exception|refused)\\b");
    private static final Pattern WARNING = Pattern.compile("\\b(warn|warning|deprecated)\\b");
    private static final int JUDGED = 300;

    /**
     * One line, safe to show.
     *
     * @param tone {@code e} and {@code w} for what looks like trouble, else empty
     */
    record Line(long number, String clock, String server, String step, String tone, RawString html) {
        static Line of(LogLine line) {
            return new Line(
                    line.number(),
                    Words.clock(line.at()),
                    line.node() == null ? "" : line.node(),
                    line.step(),
                    toneOf(line.text()),
                    Ansi.html(line.text()));
        }
    }

    /** Lines that were left out, and where they are. */
    record Gap(
            long deployment,
            long from,
            long to,
            @Nullable String server,
            @Nullable String step) {
        public long lines() {
            return to - from + 1;
        }
    }

    static List<LogBlock> of(List<LogLine> lines) {
        var blocks = new ArrayList<LogBlock>();
        for (var line : lines) {
            var id = idOf(line.number());
            if (blocks.isEmpty() || blocks.getLast().id() != id) {
                blocks.add(new LogBlock(id, new ArrayList<>()));
            }
            blocks.getLast().lines().add(Line.of(line));
        }
        return List.copyOf(blocks);
    }

    static long idOf(long line) {
        return (line - 1) / SIZE;
    }

    private static String toneOf(String text) {
        var start = text.substring(0, Math.min(JUDGED, text.length())).toLowerCase(Locale.ROOT);
        return TROUBLE.matcher(start).find() ? "e" : WARNING.matcher(start).find() ? "w" : "";
    }
}
