package dev.slipway.engine.step;

import dev.slipway.deployment.Event;
import dev.slipway.engine.step.MigrationLedger.Line;
import dev.slipway.engine.step.MigrationLedger.State;
import dev.slipway.fleet.Failure.Category;
import dev.slipway.node.Job;
import dev.slipway.node.NodeException;
import dev.slipway.pipeline.Pipeline;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the migration at most once per release and database. The ledger says whether it was begun; the job's gate on the
 * node makes one attempt run once, whatever happens to Slipway.
 */
final class MigrateStep implements Step {
    private static final Duration VERIFY = Duration.ofMinutes(5);
    private final Pipeline.Command command;

    MigrateStep(Pipeline.Command command) {
        this.command = command;
    }

    @Override
    public StepOutcome run(StepContext context) throws NodeException, NotOwner, InterruptedException {
        var release = context.plan().release();
        var database = context.plan().fleet().database();
        var line = context.ledger().read(release, database);
        if (line != null && line.state() == State.SUCCEEDED) {
            return new StepOutcome.Done("already applied by deployment " + line.deployment(), Map.of("exitCode", "0"));
        }
        var again = context.attempt() > 1;
        if (line != null && line.deployment() != context.deployment() && !again) {
            return before(context, line);
        }
        var attempt = line == null ? 1 : started(line, context, again) ? line.attempt() : line.attempt() + 1;
        var node = context.node().name();
        context.ledger().write(release, database, new Line(State.STARTED, context.deployment(), node, attempt, null));
        return follow(context, attempt);
    }

    /** This very attempt was begun before a crash: attach to it. */
    private static boolean started(Line line, StepContext context, boolean again) {
        return line.state() == State.STARTED
                && line.deployment() == context.deployment()
                && (!again || line.node().equals(context.node().name()));
    }

    private StepOutcome follow(StepContext context, int attempt) throws NodeException, NotOwner, InterruptedException {
        var release = context.plan().release();
        var version = release.version();
        // Release, database and attempt name the job, not the deployment: two deployments cannot both run it.
        var id =
                context.installation() + "-m-" + Names.of(context.plan().fleet().database()) + "-"
                        + Names.of(release.application()) + "-" + Names.of(version) + "-a" + attempt;
        var job = new Job(
                id,
                command.run(),
                Job.Folder.RELEASE,
                version,
                JobRun.environment(context, version),
                command.timeout());
        var end = new JobRun(context, job).run();
        return switch (end.status().state()) {
            case DONE -> ended(context, attempt, end);
            case NEVER_RAN, ABANDONED, READY, PARTIAL ->
                end(context, attempt, State.FAILED, -1, "it did not run", Event.Sort.ORDINARY);
            case NONE, STARTING, RUNNING, FINISHING, ORPHAN, LOST -> unknown(context, attempt);
        };
    }

    private StepOutcome ended(StepContext context, int attempt, JobRun.End end) throws NotOwner {
        var code = end.status().exitCode();
        if (code == 0) {
            write(context, State.SUCCEEDED, attempt, 0);
            return new StepOutcome.Done(end.lastLine(), Map.of("exitCode", "0"));
        }
        var said = "exit status " + code + (end.lastLine().isEmpty() ? "" : ": " + end.lastLine());
        return end(context, attempt, State.FAILED, code, said, Event.Sort.ORDINARY);
    }

    private StepOutcome unknown(StepContext context, int attempt) throws NodeException, NotOwner, InterruptedException {
        if (command.verify() != null) {
            var said = context.connection().ask(command.verify(), VERIFY);
            context.log("verify: exit status " + said.exitCode() + " "
                    + said.output().strip());
            if (said.exitCode() == 0) {
                write(context, State.SUCCEEDED, attempt, 0);
                return new StepOutcome.Done("its verify command says that it is applied", Map.of("exitCode", "0"));
            }
        }
        if (command.idempotent()) {
            context.log("outcome unknown, but the migration may be run again: attempt " + (attempt + 1));
            context.ledger()
                    .write(
                            context.plan().release(),
                            context.plan().fleet().database(),
                            new Line(
                                    State.STARTED,
                                    context.deployment(),
                                    context.node().name(),
                                    attempt + 1,
                                    null));
            return follow(context, attempt + 1);
        }
        return end(context, attempt, State.UNKNOWN, null, "the node cannot tell how it ended", Event.Sort.UNKNOWN);
    }

    private StepOutcome before(StepContext context, Line line) {
        var sort = line.state() == State.FAILED ? Event.Sort.FAILED_BEFORE : Event.Sort.UNKNOWN;
        var answered = "deployment " + line.deployment() + " ran it on " + line.node() + " and "
                + (line.state() == State.FAILED
                        ? "it failed, exit status " + line.exitCode()
                        : "it is not known how it ended");
        return new StepOutcome.Failed(
                context.failure(
                        Category.USER,
                        "running migration '" + command.name() + "'",
                        answered,
                        "Look at the database; then decide"),
                sort);
    }

    private StepOutcome end(
            StepContext context, int attempt, State state, @Nullable Integer code, String said, Event.Sort sort)
            throws NotOwner {
        write(context, state, attempt, code);
        return new StepOutcome.Failed(
                context.failure(
                        Category.USER,
                        "running migration '" + command.name() + "'",
                        said,
                        "Read its output above and look at the database before you retry"),
                sort);
    }

    private static void write(StepContext context, State state, int attempt, @Nullable Integer code) throws NotOwner {
        context.ledger()
                .write(
                        context.plan().release(),
                        context.plan().fleet().database(),
                        new Line(state, context.deployment(), context.node().name(), attempt, code));
    }
}
