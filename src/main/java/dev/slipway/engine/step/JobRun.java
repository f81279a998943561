package dev.slipway.engine.step;

import dev.slipway.node.Job;
import dev.slipway.node.JobStatus;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Runs one command as a job and follows it to its end, over lost connections. */
final class JobRun {
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration FINISHING_LIMIT = Duration.ofSeconds(60);
    private static final Duration AFTER_NO_ANSWER = Duration.ofSeconds(1);

    private final StepContext context;
    private final Job job;
    private final StringBuilder line = new StringBuilder();
    private String lastLine = "";
    private int generation;
    private long offset;

    JobRun(StepContext context, Job job) {
        this.context = context;
        this.job = job;
    }

    /** How a job ended. */
    record End(JobStatus status, boolean timedOut, String lastLine) {}

    /** The variables that every command sees. */
    static Map<String, String> environment(StepContext context, String version) {
        var path = context.node().deployPath();
        var values = new HashMap<String, String>();
        values.put("SLIPWAY_RELEASE", version);
        values.put("SLIPWAY_RELEASE_PATH", path + "/releases/" + version);
        values.put("SLIPWAY_CURRENT_PATH", path + "/current");
        values.put("SLIPWAY_SHARED_PATH", path + "/shared");
        values.put("SLIPWAY_NODE", context.node().name());
        values.put("SLIPWAY_DEPLOYMENT", Long.toString(context.deployment()));
        return values;
    }

    /** Starts it, or attaches to it, and waits for its end. */
    End run() throws NodeException, NotOwner, InterruptedException {
        context.proveOwnership();
        var until = context.crew().now().plus(job.timeout());
        var giveUp = until.plus(GRACE).plus(FINISHING_LIMIT);
        var cancelled = false;
        Instant finishingSince = Instant.MAX;
        var status = patiently(giveUp, c -> c.start(job, WAIT));
        while (true) {
            follow(status, giveUp);
            if (status.state().over() || status.state() == JobStatus.State.NONE) {
                flush();
                context.acknowledgeLater(job.id());
                return new End(status, cancelled, lastLine);
            }
            var now = context.crew().now();
            if (status.state() == JobStatus.State.FINISHING) {
                finishingSince = finishingSince.equals(Instant.MAX) ? now : finishingSince;
                if (Duration.between(finishingSince, now).compareTo(FINISHING_LIMIT) > 0) {
                    return new End(lost(status), cancelled, lastLine);
                }
            }
            if (!cancelled && now.isAfter(until)) {
                cancelled = true;
                context.proveOwnership();
                context.log("time is up after " + job.timeout().toSeconds() + " s: ending it");
                patiently(giveUp, c -> c.cancel(job.id(), GRACE));
            }
            if (now.isAfter(giveUp)) {
                return new End(lost(status), cancelled, lastLine);
            }
            status = patiently(giveUp, c -> c.status(job.id(), WAIT));
        }
    }

    private static JobStatus lost(JobStatus status) {
        return new JobStatus(JobStatus.State.LOST, -1, status.generation(), status.logSize(), false);
    }

    /** A lost connection is no answer, never a failure: ask again until the job's time is over. */
    private <T> T patiently(Instant giveUp, Ask<T> ask) throws NodeException, InterruptedException {
        while (true) {
            try {
                return ask.of(context.connection());
            } catch (NodeException e) {
                if (e.kind() != NodeException.Kind.NO_ANSWER
                        || context.crew().now().isAfter(giveUp)) {
                    throw e;
                }
                context.log(
                        "no answer from the node, asking again: " + e.failure().answered());
                context.crew().pause(AFTER_NO_ANSWER);
            }
        }
    }

    private void follow(JobStatus status, Instant giveUp) throws NodeException, InterruptedException {
        if (status.state() == JobStatus.State.NONE) {
            return;
        }
        while (status.generation() != generation || status.logSize() > offset) {
            var part = patiently(giveUp, c -> c.tail(job.id(), generation, offset));
            if (part.generation() != generation) {
                flush();
                context.log("… output dropped: more than the node keeps for one command");
            }
            generation = part.generation();
            offset = part.end();
            take(part.bytes());
            if (part.bytes().length == 0) {
                return;
            }
        }
    }

    private void take(byte[] bytes) {
        // A character split over two parts shows as replacement characters; the log on the node keeps the bytes.
        var text = new String(bytes, StandardCharsets.UTF_8);
        var from = 0;
        for (var end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            line.append(text, from, end);
            flush();
            from = end + 1;
        }
        line.append(text, from, text.length());
    }

    private void flush() {
        if (!line.isEmpty()) {
            var text = line.toString().stripTrailing();
            line.setLength(0);
            lastLine = text.isEmpty() ? lastLine : text;
            context.log(text);
        }
    }

    /** One call to the node. */
    @FunctionalInterface
    private interface Ask<T> {
        T of(NodeConnection connection) throws NodeException, InterruptedException;
    }
}
