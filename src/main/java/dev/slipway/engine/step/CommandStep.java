package dev.slipway.engine.step;

import dev.slipway.fleet.Failure.Category;
import dev.slipway.node.Job;
import dev.slipway.node.JobStatus;
import dev.slipway.node.NodeException;
import dev.slipway.pipeline.Pipeline;
import java.util.Map;

/** Runs one of the pipeline's commands on the node. */
final class CommandStep implements Step {
    private final Pipeline.Command command;
    private final String version;
    private final Job.Folder folder;
    private final String jobName;

    /** @param jobName tells this command's job from all others of the deployment on this node */
    CommandStep(Pipeline.Command command, String version, Job.Folder folder, String jobName) {
        this.command = command;
        this.version = version;
        this.folder = folder;
        this.jobName = jobName;
    }

    @Override
    public StepOutcome run(StepContext context) throws NodeException, NotOwner, InterruptedException {
        var end = job(context, "");
        if (end.status().state() == JobStatus.State.NEVER_RAN) {
            context.log("its supervisor died before it began, so it runs under another id");
            end = job(context, "-again");
        }
        return outcome(context, end);
    }

    private JobRun.End job(StepContext context, String suffix) throws NodeException, NotOwner, InterruptedException {
        var job = new Job(
                context.installation() + "-d" + context.deployment() + "-" + jobName + "-a" + context.attempt()
                        + suffix,
                command.run(),
                folder,
                version,
                JobRun.environment(context, version),
                command.timeout());
        return new JobRun(context, context::connection, job).start(() -> {});
    }

    private StepOutcome outcome(StepContext context, JobRun.End end) {
        var status = end.status();
        return switch (status.state()) {
            case DONE ->
                status.exitCode() == 0 && !end.timedOut()
                        ? new StepOutcome.Done(end.lastLine(), Map.of("exitCode", "0"))
                        : failed(
                                context,
                                "exit status " + status.exitCode()
                                        + (end.timedOut() ? ", ended because its time was up" : "")
                                        + (end.lastLine().isEmpty() ? "" : ": " + end.lastLine()));
            case NEVER_RAN, ABANDONED, READY, PARTIAL -> failed(context, "it did not run");
            case NONE, STARTING, RUNNING, FINISHING, ORPHAN, LOST ->
                failed(context, "its outcome is unknown: the node says " + status.state());
        };
    }

    private StepOutcome failed(StepContext context, String answered) {
        return new StepOutcome.Failed(context.failure(
                Category.USER,
                "running '" + command.name() + "'",
                answered,
                "Read its output above; mend the release or the node, then retry"));
    }
}
