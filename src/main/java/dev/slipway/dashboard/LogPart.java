package dev.slipway.dashboard;

import dev.slipway.history.LogLine;
import io.quarkus.qute.RawString;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Consecutive output of one step on one server.
 *
 * @param id of its element, the same on the page and in the stream
 */
record LogPart(String id, String title, List<Line> lines) {
    /** One line, safe to show. */
    record Line(long number, String clock, String server, RawString html) {}

    /** Lines by server and step, in the order in which these first spoke. */
    static List<LogPart> of(List<LogLine> lines) {
        var parts = new LinkedHashMap<String, LogPart>();
        for (var line : lines) {
            var server = line.node() == null ? "" : line.node();
            var id = "log-" + HexFormat.of().toHexDigits((server + "\n" + line.step()).hashCode());
            var title = server.isEmpty() ? line.step() : server + " · " + line.step();
            parts.computeIfAbsent(id, _ -> new LogPart(id, title, new ArrayList<>()))
                    .lines()
                    .add(new Line(line.number(), Words.clock(line.at()), server, Ansi.html(line.text())));
        }
        return List.copyOf(parts.values());
    }
}
