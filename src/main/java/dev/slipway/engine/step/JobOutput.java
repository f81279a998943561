package dev.slipway.engine.step;

import dev.slipway.deployment.LogPosition;
import dev.slipway.node.JobStatus;
import dev.slipway.node.NodeConnection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A job's output on its way into the log, line by line. Each line carries the place behind it, which is written down
 * with it: whoever follows the job next, also another instance, goes on there and neither loses nor repeats a line.
 * Values of the fleet's environment are masked on the way.
 */
final class JobOutput {
    /** Bytes of a line that are kept: a program that writes no line ends must not fill the memory. */
    private static final int LONGEST_LINE = 32 * 1024;

    /** How the node's own note begins: it says itself what is missing. */
    private static final byte[] DISK_NOTE = "slipway: the node's disk ".getBytes(StandardCharsets.UTF_8);

    private final StepContext context;
    private final String job;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long cut;
    /** From the middle of a line on: its beginning is lost, so a secret in it could not be told. */
    private boolean torn;

    private String lastLine = "";
    private int generation;
    private long offset;

    JobOutput(StepContext context, String job) {
        this.context = context;
        this.job = job;
        var taken = context.taken(job);
        if (taken != null) {
            generation = taken.generation();
            offset = taken.offset();
        }
    }

    int generation() {
        return generation;
    }

    long offset() {
        return offset;
    }

    String lastLine() {
        return lastLine;
    }

    boolean lacks(JobStatus status) {
        return status.generation() != generation || status.logSize() > offset;
    }

    void take(NodeConnection.LogPart part) {
        var noted = false;
        if (part.generation() != generation) {
            breakOff();
            noted = startsWith(part.bytes(), DISK_NOTE);
            if (!noted) {
                context.log("… output dropped: more than the node keeps for one command");
                torn = true;
            }
            generation = part.generation();
        }
        var bytes = part.bytes();
        var from = 0;
        for (var i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                keep(bytes, from, i - from);
                flush(part.offset() + i + 1, false);
                torn = noted; // behind the node's own note goes on what was interrupted
                noted = false;
                from = i + 1;
            }
        }
        keep(bytes, from, bytes.length - from);
        offset = part.end();
    }

    private static boolean startsWith(byte[] bytes, byte[] beginning) {
        return bytes.length >= beginning.length
                && Arrays.equals(bytes, 0, beginning.length, beginning, 0, beginning.length);
    }

    /** No more will come: what has no line end is a line too. */
    void end() {
        if (line.size() > 0 || cut > 0) {
            flush(offset, false);
        }
    }

    /** The rest of this line is lost, and may have been the rest of a secret. */
    private void breakOff() {
        if (line.size() > 0 || cut > 0) {
            flush(offset, true);
        }
    }

    private void keep(byte[] bytes, int from, int length) {
        var fits = torn ? 0 : Math.min(length, LONGEST_LINE - line.size());
        line.write(bytes, from, fits);
        cut += length - fits;
    }

    private void flush(long upTo, boolean brokenOff) {
        // Whole lines are decoded, never parts of a character; what is no UTF-8 shows as replacement characters.
        var text = masked(line.toString(StandardCharsets.UTF_8), brokenOff).stripTrailing();
        if (cut > 0) {
            text += " … (" + cut + (torn ? " bytes of a broken line)" : " bytes more)");
        }
        line.reset();
        cut = 0;
        lastLine = text.isEmpty() ? lastLine : text;
        context.output(text, new LogPosition(job, generation, upTo));
    }

    /** Before anything is kept. Half a character at the cut would hide the beginning of a secret before it. */
    private String masked(String text, boolean brokenOff) {
        var mask = context.environment().mask();
        if (cut == 0 && !brokenOff) {
            return mask.apply(text);
        }
        var end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\uFFFD') {
            end--;
        }
        return mask.applyToCut(text.substring(0, end));
    }
}
