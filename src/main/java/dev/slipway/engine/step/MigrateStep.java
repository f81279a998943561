package dev.slipway.engine.step;

import dev.slipway.deployment.Event.Sort;
import dev.slipway.engine.step.MigrationLedger.Line;
import dev.slipway.engine.step.MigrationLedger.State;
import dev.slipway.fleet.Failure.Category;
import dev.slipway.node.NodeException;
import dev.slipway.pipeline.Pipeline;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the migration at most once per release and database. The ledger says whether it was begun; the job's gate on the
 * node makes one attempt run once, whatever happens to Slipway. Each line of the ledger is written before what it
 * announces, and replaced only as it was read.
 */
final class MigrateStep implements Step {
    private static final Duration OTHERS = Duration.ofSeconds(1);
    /** A migration that ends its own node each time must not be repeated for ever. */
    private static final int REPEATS = 2;

    private final Pipeline.Command command;
    private int repeats;

    MigrateStep(Pipeline.Command command) {
        this.command = command;
    }

    @Override
    public StepOutcome run(StepContext context) throws NodeException, NotOwner, InterruptedException {
        var told = false;
        while (true) {
            var line = read(context);
            if (line != null && line.state() == State.STARTED && line.live() && !ours(context, line)) {
                if (!told) {
                    context.log("deployment " + line.deployment() + " is running this migration on " + line.node()
                            + ": waiting for its outcome");
                    told = true;
                }
                context.crew().pause(OTHERS);
            } else {
                var outcome = line == null ? start(context, null, 1) : next(context, line);
                if (outcome != null) {
                    return outcome;
                }
            }
        }
    }

    /** What follows from this line; null: there is another one now, look again. */
    private @Nullable StepOutcome next(StepContext context, Line line)
            throws NodeException, NotOwner, InterruptedException {
        return switch (line.state()) {
            case SUCCEEDED -> applied("already applied by deployment " + line.deployment(), line.exitCode());
            case FAILED ->
                agreed(context, line) ? start(context, line, line.attempt() + 1) : failedBefore(context, line);
            case STARTED, UNKNOWN -> follow(context, line);
        };
    }

    private static boolean ours(StepContext context, Line line) {
        return line.deployment() == context.deployment();
    }

    /**
     * Whether a person decided that a failed migration runs again: then the line is ours, written under an earlier
     * attempt of this step. The line of another deployment that failed since is not what the person decided about.
     */
    private static boolean agreed(StepContext context, Line line) {
        return ours(context, line) && context.attempt() > line.asked();
    }

    /** Attaches to the attempt, or starts it where it was only announced, and waits for its end. */
    private @Nullable StepOutcome follow(StepContext context, Line line)
            throws NodeException, NotOwner, InterruptedException {
        var seen = job(line).look(context, line, () -> {
            if (!line.confirmed() && line.state() == State.STARTED) {
                replace(context, line, line.confirm());
            }
        });
        return switch (seen) {
            case MigrationJob.Seen.Ended ended -> ended(context, line, ended);
            case MigrationJob.Seen.NeverRan never ->
                write(context, line, State.FAILED, null)
                        ? failed(context, "it did not run: " + never.said(), Sort.ORDINARY)
                        : null;
            case MigrationJob.Seen.Unknown unknown -> unknown(context, line, unknown);
        };
    }

    private MigrationJob job(Line line) {
        return new MigrationJob(command, line.node(), line.attempt());
    }

    private @Nullable StepOutcome ended(StepContext context, Line line, MigrationJob.Seen.Ended ended) throws NotOwner {
        if (ended.code() == 0) {
            return write(context, line, State.SUCCEEDED, 0) ? applied(ended.said(), 0) : null;
        }
        return write(context, line, State.FAILED, ended.code())
                ? failed(context, "exit status " + ended.code() + colon(ended.said()), Sort.ORDINARY)
                : null;
    }

    /**
     * The node cannot tell: the verify command decides, or the pipeline allows another attempt, or a person is asked.
     * While it may still run, its verify command would answer too early, and another attempt would run beside it.
     */
    private @Nullable StepOutcome unknown(StepContext context, Line line, MigrationJob.Seen.Unknown unknown)
            throws NodeException, NotOwner, InterruptedException {
        var verdict = unknown.over() ? job(line).verify(context) : MigrationJob.Verdict.CANNOT_TELL;
        if (verdict == MigrationJob.Verdict.APPLIED) {
            return write(context, line, State.SUCCEEDED, null)
                    ? applied("its verify command says that it is applied", null)
                    : null;
        }
        if (unknown.over() && command.idempotent() && repeats < REPEATS) {
            repeats++;
            context.log(unknown.said() + "; it may be run again: attempt " + (line.attempt() + 1));
            return start(context, line, line.attempt() + 1);
        }
        return switch (verdict) {
            case NOT_APPLIED ->
                write(context, line, State.FAILED, null)
                        ? failed(
                                context,
                                unknown.said() + "; its verify command says that it is not applied",
                                Sort.ORDINARY)
                        : null;
            case APPLIED, CANNOT_TELL ->
                write(context, line, State.UNKNOWN, null) ? failed(context, unknown.said(), Sort.UNKNOWN) : null;
        };
    }

    /** Announces an attempt and follows it; null: another deployment was faster, look again. */
    private @Nullable StepOutcome start(StepContext context, @Nullable Line before, int attempt)
            throws NodeException, NotOwner, InterruptedException {
        var line = new Line(
                State.STARTED,
                context.deployment(),
                context.node().name(),
                attempt,
                context.attempt(),
                false,
                null,
                true);
        return replace(context, before, line) ? follow(context, line) : null;
    }

    private static @Nullable Line read(StepContext context) throws NotOwner {
        return context.ledger()
                .read(context.plan().release(), context.plan().fleet().database());
    }

    private static boolean replace(StepContext context, @Nullable Line before, Line after) throws NotOwner {
        return context.ledger()
                .replace(context.plan().release(), context.plan().fleet().database(), before, after);
    }

    /** Writes this attempt's outcome, unless a person or another deployment settled it meanwhile. */
    private static boolean write(StepContext context, Line of, State state, @Nullable Integer code) throws NotOwner {
        var now = read(context);
        return now != null
                && now.attempt() == of.attempt()
                && now.open()
                && replace(context, now, now.ended(state, code, context.deployment(), context.attempt()));
    }

    /** Only an exit status that was seen is told as one. */
    private static StepOutcome applied(String detail, @Nullable Integer code) {
        return new StepOutcome.Done(detail, code == null ? Map.of() : Map.of("exitCode", code.toString()));
    }

    private StepOutcome failedBefore(StepContext context, Line line) {
        var code = line.exitCode() == null ? "" : ", exit status " + line.exitCode();
        return ours(context, line)
                ? failed(context, "it failed" + code, Sort.ORDINARY)
                : failed(
                        context,
                        "deployment " + line.deployment() + " found that it had failed on " + line.node() + code,
                        Sort.FAILED_BEFORE);
    }

    private StepOutcome failed(StepContext context, String said, Sort sort) {
        return new StepOutcome.Failed(
                context.failure(
                        Category.USER,
                        "running migration '" + command.name() + "'",
                        said,
                        "Read its output above and look at the database before you decide"),
                sort);
    }

    private static String colon(String said) {
        return said.isEmpty() ? "" : ": " + said;
    }
}
