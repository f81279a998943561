package dev.slipway.engine.step;

import dev.slipway.engine.step.MigrationLedger.Line;
import dev.slipway.fleet.Failure;
import dev.slipway.node.Job;
import dev.slipway.node.JobStatus;
import dev.slipway.node.NodeException;
import dev.slipway.pipeline.Pipeline;
import java.time.Duration;

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

        /** It may have run, and how it ended cannot be told. */
        record Unknown(String said) implements Seen {}
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
        var version = context.plan().release().version();
        var job = new Job(
                id(context),
                command.run(),
                Job.Folder.RELEASE,
                version,
                JobRun.environment(context, version),
                command.timeout());
        var asked = line.confirmed() || line.state() != MigrationLedger.State.STARTED;
        try {
            var run = new JobRun(context, context.connector(node), job);
            return seen(asked ? run.attach() : run.start(confirmed));
        } catch (NodeException e) {
            return switch (e.kind()) {
                case FENCED, FOREIGN -> throw e;
                case REFUSED -> asked ? silent(e) : refused(context, job, e);
                case NO_ANSWER, HOST_KEY, LOGIN -> silent(e);
            };
        }
    }

    private Seen silent(NodeException e) {
        return new Seen.Unknown(
                node + " does not say how it ended: " + e.failure().answered());
    }

    /** The start was refused: then the node knows nothing of it, unless an earlier start came through. */
    private Seen refused(StepContext context, Job job, NodeException refusal)
            throws NodeException, NotOwner, InterruptedException {
        var status = context.connector(node).get().status(job.id(), Duration.ZERO);
        return switch (status.state()) {
            case NONE, PARTIAL, READY -> new Seen.NeverRan(refusal.failure().answered());
            case STARTING, RUNNING, FINISHING, DONE, ABANDONED, NEVER_RAN, ORPHAN, LOST ->
                seen(new JobRun(context, context.connector(node), job).attach());
        };
    }

    /** Release, database and attempt name the job, not the deployment: two deployments cannot both run it. */
    private String id(StepContext context) {
        var release = context.plan().release();
        return context.installation() + "-m-" + Names.of(context.plan().fleet().database()) + "-"
                + Names.of(release.application()) + "-" + Names.of(release.version()) + "-a" + attempt;
    }

    private static Seen seen(JobRun.End end) {
        var status = end.status();
        return switch (status.state()) {
            case DONE ->
                new Seen.Ended(
                        status.exitCode(),
                        end.timedOut() ? "ended because its time was up. " + end.lastLine() : end.lastLine());
            case NEVER_RAN -> new Seen.NeverRan("its supervisor ended before it began");
            case ABANDONED -> new Seen.NeverRan("it was cancelled before it began");
            case READY, PARTIAL -> new Seen.NeverRan("its start was refused");
            case NONE -> new Seen.Unknown("the node knows nothing of it any more");
            case STARTING, RUNNING, FINISHING, ORPHAN -> new Seen.Unknown("the node says " + word(status.state()));
            case LOST ->
                new Seen.Unknown("the node cannot tell how it ended: it was killed, or the node was restarted");
        };
    }

    private static String word(JobStatus.State state) {
        return state.name().toLowerCase(java.util.Locale.ROOT);
    }

    Verdict verify(StepContext context) throws InterruptedException {
        var verify = command.verify();
        if (verify == null) {
            return Verdict.CANNOT_TELL;
        }
        try {
            var said = context.connector(node).get().ask(verify, VERIFY);
            context.log("verify: exit status " + said.exitCode() + " "
                    + said.output().strip());
            return switch (said.exitCode()) {
                case 0 -> Verdict.APPLIED;
                case NOT_APPLIED -> Verdict.NOT_APPLIED;
                default -> Verdict.CANNOT_TELL;
            };
        } catch (NodeException e) {
            Failure failure = e.failure();
            context.log("verify could not be asked: " + failure.answered());
            return Verdict.CANNOT_TELL;
        }
    }
}
