package dev.slipway.engine.step;

import dev.slipway.node.Job;
import dev.slipway.node.JobStatus;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs one command as a job and follows it to its end, over lost connections. */
final class JobRun {
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration FINISHING_LIMIT = Duration.ofSeconds(60);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration DRAIN_LOOK = Duration.ofMillis(50);
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration AFTER_NO_ANSWER = Duration.ofSeconds(1);
    /** A node that says nothing for so long is given up; its job may still run there. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private final StepContext context;
    private final Connector node;
    private final Job job;
    private final JobOutput output;
    private @Nullable Instant silentSince;

    JobRun(StepContext context, Connector node, Job job) {
        this.context = context;
        this.node = node;
        this.job = job;
        this.output = new JobOutput(context, job.id());
    }

    /** How a job ended; or how it stood when it was given up, which its state then says. */
    record End(JobStatus status, boolean timedOut, String lastLine) {}

    /** Told as soon as the node has the job. */
    @FunctionalInterface
    interface Confirmed {
        void now() throws NotOwner;
    }

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
    End start(Confirmed confirmed) throws NodeException, NotOwner, InterruptedException {
        context.proveOwnership();
        var status = patiently(c -> c.start(job, WAIT));
        confirmed.now();
        return follow(status);
    }

    /** Waits for the end of one that was started before; never starts it. */
    End attach() throws NodeException, NotOwner, InterruptedException {
        return follow(patiently(c -> c.status(job.id(), WAIT)));
    }

    private End follow(JobStatus first) throws NodeException, NotOwner, InterruptedException {
        var status = first;
        var until = context.crew().now().plus(job.timeout());
        var giveUp = until.plus(GRACE).plus(FINISHING_LIMIT);
        var cancelled = false;
        Instant finishingSince = Instant.MAX;
        while (true) {
            read(status);
            if (status.state().over() || status.state() == JobStatus.State.NONE) {
                drain(status);
                output.end();
                context.acknowledgeLater(job.id());
                return new End(status, cancelled, output.lastLine());
            }
            if (status.state() == JobStatus.State.READY || status.state() == JobStatus.State.PARTIAL) {
                return new End(status, cancelled, output.lastLine()); // nobody starts it by looking
            }
            var now = context.crew().now();
            if (status.state() == JobStatus.State.FINISHING) {
                finishingSince = finishingSince.equals(Instant.MAX) ? now : finishingSince;
                if (Duration.between(finishingSince, now).compareTo(FINISHING_LIMIT) > 0) {
                    return new End(status, cancelled, output.lastLine());
                }
            }
            if (!cancelled && now.isAfter(until)) {
                cancelled = true;
                context.proveOwnership();
                context.log("time is up after " + job.timeout().toSeconds() + " s: ending it");
                patiently(c -> c.cancel(job.id(), GRACE));
            }
            if (now.isAfter(giveUp)) {
                return new End(status, cancelled, output.lastLine());
            }
            status = patiently(c -> c.status(job.id(), WAIT));
        }
    }

    /**
     * What it wrote last may still be on its way into the log. A daemon that it left behind keeps that open for ever,
     * so the wait has an end, and ends as soon as nothing more comes.
     */
    private void drain(JobStatus end) throws NodeException, InterruptedException {
        var status = end;
        var until = context.crew().now().plus(DRAIN);
        var quietSince = context.crew().now();
        while (mayStillWrite(status) && context.crew().now().isBefore(until)) {
            var before = output.offset();
            context.crew().pause(DRAIN_LOOK);
            status = patiently(c -> c.status(job.id(), Duration.ZERO));
            read(status);
            if (output.offset() != before) {
                quietSince = context.crew().now();
            } else if (context.since(quietSince).compareTo(QUIET) >= 0) {
                return;
            }
        }
    }

    private static boolean mayStillWrite(JobStatus status) {
        return switch (status.state()) {
            case DONE, LOST -> !status.logComplete();
            case NONE, PARTIAL, READY, STARTING, RUNNING, FINISHING, ABANDONED, NEVER_RAN, ORPHAN -> false;
        };
    }

    private void read(JobStatus status) throws NodeException, InterruptedException {
        if (status.state() == JobStatus.State.NONE) {
            return;
        }
        while (output.lacks(status)) {
            var part = patiently(c -> c.tail(job.id(), output.generation(), output.offset()));
            output.take(part);
            if (part.bytes().length == 0) {
                return;
            }
        }
    }

    /** A lost connection is no answer, never a failure: ask again until the node was silent for too long. */
    private <T> T patiently(Ask<T> ask) throws NodeException, InterruptedException {
        while (true) {
            try {
                var answer = ask.of(node.get());
                silentSince = null;
                return answer;
            } catch (NodeException e) {
                var now = context.crew().now();
                var since = silentSince == null ? now : silentSince;
                silentSince = since;
                if (e.kind() != NodeException.Kind.NO_ANSWER || now.isAfter(since.plus(SILENCE))) {
                    throw e;
                }
                context.log(
                        "no answer from the node, asking again: " + e.failure().answered());
                context.crew().pause(AFTER_NO_ANSWER);
            }
        }
    }

    /** One call to the node. */
    @FunctionalInterface
    private interface Ask<T> {
        T of(NodeConnection connection) throws NodeException, InterruptedException;
    }
}
