package dev.slipway.engine.step;

import dev.slipway.engine.step.MigrationLedger.Line;
import dev.slipway.node.Job;
import dev.slipway.node.JobStatus;
import dev.slipway.node.NodeException;
import dev.slipway.pipeline.Pipeline;
import java.time.Duration;
import java.util.Locale;

/** One attempt at a migration, as the node that has it tells. */
record MigrationJob(Pipeline.Command command, String node, int attempt) {
    private static final Duration VERIFY = Duration.ofMinutes(5);
    /** The exit status by which a verify command says "not applied"; any other than this and 0 says nothing. */
    private static final int NOT_APPLIED = 1;

    /** What the node says of it. */
    sealed interface Seen {
        /** It ended with this exit status. */
        record Ended(int code, String said) implements Seen {}

        /** It provably did not run, and will not. */
        record NeverRan(String said) implements Seen {}

        /**
         * It may have run, and how it ended cannot be told.
         *
         * @param over whether it runs no more; false: it may
         */
        record Unknown(String said, boolean over) implements Seen {}
    }

    /** What the verify command says. */
    enum Verdict {
        APPLIED,
        NOT_APPLIED,
        CANNOT_TELL
    }

    /** Starts it or attaches to it, and waits for its end. */
    Seen look(StepContext context, Line line, JobRun.Confirmed confirmed)
            throws NodeException, NotOwner, InterruptedException {
        var job = job(context, id(context), command.run(), command.timeout());
        var run = new JobRun(context, context.connector(node), job);
        // What a deployment that is over had announced, or what was asked for before, is never started by a look.
        var starts = line.state() == MigrationLedger.State.STARTED
                && !line.confirmed()
                && line.deployment() == context.deployment();
        try {
            return seen(context, job, starts ? run.start(confirmed) : run.attach());
        } catch (NodeException e) {
            return switch (e.kind()) {
                case FENCED -> throw e;
                case REFUSED, FOREIGN -> starts ? refused(context, job, e) : silent(e);
                case NO_ANSWER, HOST_KEY, LOGIN -> silent(e);
            };
        }
    }

    private Seen silent(NodeException e) {
        return new Seen.Unknown(
                node + " does not say how it ended: " + e.failure().answered(), false);
    }

    /** The start was refused: then the node knows nothing of it, unless an earlier start came through. */
    private Seen refused(StepContext context, Job job, NodeException refusal)
            throws NodeException, NotOwner, InterruptedException {
        try {
            var status = context.connector(node).get().status(job.id(), Duration.ZERO);
            return status.state() == JobStatus.State.NONE
                    ? new Seen.NeverRan(refusal.failure().answered())
                    : seen(context, job, new JobRun(context, context.connector(node), job).attach());
        } catch (NodeException e) {
            if (e.kind() == NodeException.Kind.FENCED) {
                throw e;
            }
            return silent(e);
        }
    }

    /** Release, database and attempt name the job, not the deployment: two deployments cannot both run it. */
    private String id(StepContext context) {
        var release = context.plan().release();
        return context.installation() + "-m-" + Names.of(context.plan().fleet().database()) + "-"
                + Names.of(release.application()) + "-" + Names.of(release.version()) + "-a" + attempt;
    }

    private static Job job(StepContext context, String id, String run, Duration timeout) {
        var version = context.plan().release().version();
        return new Job(id, run, Job.Folder.RELEASE, version, JobRun.environment(context, version), timeout);
    }

    private Seen seen(StepContext context, Job job, JobRun.End end)
            throws NodeException, NotOwner, InterruptedException {
        var status = end.status();
        return switch (status.state()) {
            case DONE ->
                new Seen.Ended(
                        status.exitCode(),
                        end.timedOut() ? "ended because its time was up. " + end.lastLine() : end.lastLine());
            case NEVER_RAN -> new Seen.NeverRan("its supervisor ended before it began");
            case ABANDONED -> new Seen.NeverRan("it was cancelled before it began");
            case READY, PARTIAL -> abandoned(context, job);
            case NONE -> new Seen.Unknown("the node knows nothing of it any more", true);
            case STARTING, RUNNING, ORPHAN -> new Seen.Unknown("the node says " + word(status.state()), false);
            case FINISHING -> new Seen.Unknown("it ended, but the node cannot record how", true);
            case LOST ->
                new Seen.Unknown("the node cannot tell how it ended: it was killed, or the node was restarted", true);
        };
    }

    /** It lies there and nobody took it up. Cancelling is the same race as starting: who wins it is certain. */
    private Seen abandoned(StepContext context, Job job) throws NodeException, NotOwner, InterruptedException {
        context.proveOwnership();
        var status = context.connector(node).get().cancel(job.id(), Duration.ZERO);
        return switch (status.state()) {
            case ABANDONED, NEVER_RAN -> new Seen.NeverRan("its start did not come through");
            case NONE, PARTIAL, READY, STARTING, RUNNING, FINISHING, DONE, ORPHAN, LOST ->
                new Seen.Unknown("the node says " + word(status.state()), false);
        };
    }

    private static String word(JobStatus.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Asks the pipeline's verify command, as a job: in the same release and with the same values as the migration. */
    Verdict verify(StepContext context) throws NodeException, NotOwner, InterruptedException {
        var verify = command.verify();
        if (verify == null) {
            return Verdict.CANNOT_TELL;
        }
        var id = id(context) + "-v" + context.deployment() + "-" + context.attempt();
        try {
            var end = new JobRun(context, context.connector(node), job(context, id, verify, VERIFY)).start(() -> {});
            var status = end.status();
            if (status.state() != JobStatus.State.DONE || end.timedOut()) {
                context.log("verify: no answer, the node says " + word(status.state()));
                return Verdict.CANNOT_TELL;
            }
            context.log("verify: exit status " + status.exitCode());
            return switch (status.exitCode()) {
                case 0 -> Verdict.APPLIED;
                case NOT_APPLIED -> Verdict.NOT_APPLIED;
                default -> Verdict.CANNOT_TELL;
            };
        } catch (NodeException e) {
            if (e.kind() == NodeException.Kind.FENCED) {
                throw e;
            }
            context.log("verify could not be asked: " + e.failure().answered());
            return Verdict.CANNOT_TELL;
        }
    }
}
