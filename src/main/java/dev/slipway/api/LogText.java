package dev.slipway.api;

import dev.slipway.history.History;
import dev.slipway.history.LogLine;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A deployment's log as bytes. Lines are only ever added, so a range means the same bytes for ever. Read page by page:
 * memory does not grow with the log.
 */
record LogText(
        History history,
        long deployment,
        @Nullable String node,
        @Nullable String step) {
    private static final int PAGE = 1000;
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    Response answer(@Nullable String range) {
        var asked = range == null ? null : RANGE.matcher(range.strip());
        if (asked == null
                || !asked.matches()
                || (asked.group(1).isEmpty() && asked.group(2).isEmpty())) {
            StreamingOutput all = out -> write(out, 0, Long.MAX_VALUE);
            return Response.ok(all).header("Accept-Ranges", "bytes").build();
        }
        var total = size();
        var first = asked.group(1);
        var last = asked.group(2);
        var from = first.isEmpty() ? Math.max(0, total - Long.parseLong(last)) : Long.parseLong(first);
        var to = first.isEmpty() || last.isEmpty() ? total - 1 : Math.min(total - 1, Long.parseLong(last));
        if (from > to) {
            return Response.fromResponse(Problem.of(
                                    416,
                                    "range",
                                    "No such range",
                                    "The log has " + total + " bytes; ask for a range that begins below that.")
                            .response())
                    .header("Content-Range", "bytes */" + total)
                    .build();
        }
        StreamingOutput part = out -> write(out, from, to - from + 1);
        return Response.status(206)
                .entity(part)
                .header("Accept-Ranges", "bytes")
                .header("Content-Range", "bytes " + from + "-" + to + "/" + total)
                .build();
    }

    private long size() {
        var counted = new Window(OutputStream.nullOutputStream(), 0, Long.MAX_VALUE);
        try {
            pass(counted);
        } catch (IOException e) {
            throw new IllegalStateException("Counting writes nowhere", e);
        }
        return counted.seen;
    }

    private void write(OutputStream out, long skip, long most) throws IOException {
        pass(new Window(out, skip, most));
    }

    private void pass(Window window) throws IOException {
        var after = 0L;
        while (!window.full()) {
            var lines = history.log(deployment, node, step, after, PAGE);
            for (var line : lines) {
                window.take(text(line).getBytes(StandardCharsets.UTF_8));
                after = line.number();
            }
            if (lines.size() < PAGE) {
                return;
            }
        }
    }

    /** Of one step of one node just what was said; otherwise also who said it. */
    private String text(LogLine line) {
        if (node != null && step != null) {
            return line.text() + "\n";
        }
        return "[" + (line.node() == null ? "" : line.node() + " ") + line.step() + "] " + line.text() + "\n";
    }

    /** Lets through only the bytes that were asked for. */
    private static final class Window {
        private final OutputStream out;
        private final long from;
        private final long most;
        private long seen;

        Window(OutputStream out, long from, long most) {
            this.out = out;
            this.from = from;
            this.most = most;
        }

        boolean full() {
            return seen - from >= most;
        }

        void take(byte[] bytes) throws IOException {
            var begin = Math.clamp(from - seen, 0, bytes.length);
            var left = most == Long.MAX_VALUE ? bytes.length : from + most - seen;
            var end = Math.clamp(left, 0, bytes.length);
            if (end > begin) {
                out.write(bytes, begin, end - begin);
            }
            seen += bytes.length;
        }
    }
}
