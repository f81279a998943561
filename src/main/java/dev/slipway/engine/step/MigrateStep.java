package dev.slipway.engine.step;

import dev.slipway.deployment.Event;
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
    private final Pipeline.Command command;

    MigrateStep(Pipeline.Command command) {
        this.command = command;
    }

    @Override
    public StepOutcome run(StepContext context) throws NodeException, NotOwner, InterruptedException {
        var told = false;
        while (true) {
            var line = read(context);
            if (line == null) {
                line = start(context, null, 1);
                if (line == null) {
                    continue; // another fleet of this database was faster
                }
            }
            if (line.state() == State.STARTED && line.live() && !ours(context, line)) {
                if (!told) {
                    context.log("deployment " + line.deployment() + " is running this migration on " + line.node()
                            + ": waiting for its outcome");
                    told = true;
                }
                context.crew().pause(OTHERS);
                continue;
            }
            var outcome = next(context, line);
            if (outcome != null) {
                return outcome;
            }
        }
    }

    /** What follows from this line; null: it was replaced meanwhile, look again. */
    private @Nullable StepOutcome next(StepContext context, Line line)
            throws NodeException, NotOwner, InterruptedException {
        return switch (line.state()) {
            case SUCCEEDED -> applied("already applied by deployment " + line.deployment());
            case FAILED -> {
                if (!agreed(context, line)) {
                    yield failedBefore(context, line);
                }
                var again = start(context, line, line.attempt() + 1);
                yield again == null ? null : follow(context, again);
            }
            case STARTED, UNKNOWN -> follow(context, line);
        };
    }

    private static boolean ours(StepContext context, Line line) {
        return line.deployment() == context.deployment();
    }

    /** Whether a person decided that a failed migration runs again. */
    private static boolean agreed(StepContext context, Line line) {
        return ours(context, line)
                ? context.attempt() > line.asked()
                : context.standing().migrationAgreed();
    }

    /** Attaches to the attempt, or starts it where it was only announced, and waits for its end. */
    private @Nullable StepOutcome follow(StepContext context, Line line)
            throws NodeException, NotOwner, InterruptedException {
        var seen = new MigrationJob(command, line.node(), line.attempt()).look(context, line, () -> {
            if (!line.confirmed() && line.state() == State.STARTED) {
                replace(context, line, line.confirm());
            }
        });
        // What was read is now confirmed, where it was not.
        var now = line.state() == State.STARTED ? line.confirm() : line;
        return switch (seen) {
            case MigrationJob.Seen.Ended ended -> ended(context, now, ended);
            case MigrationJob.Seen.NeverRan never ->
                write(context, now.ended(State.FAILED, -1))
                        ? failed(context, "it did not run: " + never.said(), Sort.ORDINARY)
                        : null;
            case MigrationJob.Seen.Unknown unknown -> unknown(context, now, unknown.said());
        };
    }

    private @Nullable StepOutcome ended(StepContext context, Line line, MigrationJob.Seen.Ended ended) throws NotOwner {
        if (ended.code() == 0) {
            return write(context, line.ended(State.SUCCEEDED, 0)) ? applied(ended.said()) : null;
        }
        return write(context, line.ended(State.FAILED, ended.code()))
                ? failed(context, "exit status " + ended.code() + colon(ended.said()), Sort.ORDINARY)
                : null;
    }

    /**
     * The node cannot tell: the verify command decides, or the pipeline allows another attempt, or a person is asked.
     */
    private @Nullable StepOutcome unknown(StepContext context, Line line, String said)
            throws NodeException, NotOwner, InterruptedException {
        var verdict = new MigrationJob(command, line.node(), line.attempt()).verify(context);
        switch (verdict) {
            case APPLIED -> {
                return write(context, line.ended(State.SUCCEEDED, null))
                        ? applied("its verify command says that it is applied")
                        : null;
            }
            case NOT_APPLIED -> {
                return write(context, line.ended(State.FAILED, null))
                        ? failed(context, said + "; its verify command says that it is not applied", Sort.ORDINARY)
                        : null;
            }
            case CANNOT_TELL -> {
                // Nobody knows, so nobody may act on it by himself.
            }
        }
        if (command.idempotent()) {
            context.log("outcome unknown, but the migration may be run again: attempt " + (line.attempt() + 1));
            var again = start(context, line, line.attempt() + 1);
            return again == null ? null : follow(context, again);
        }
        return write(context, line.ended(State.UNKNOWN, null)) ? failed(context, said, Sort.UNKNOWN) : null;
    }

    private @Nullable Line start(StepContext context, @Nullable Line before, int attempt) throws NotOwner {
        var line = new Line(
                State.STARTED,
                context.deployment(),
                context.node().name(),
                attempt,
                context.attempt(),
                false,
                null,
                true);
        return replace(context, before, line) ? line : null;
    }

    private static @Nullable Line read(StepContext context) throws NotOwner {
        return context.ledger()
                .read(context.plan().release(), context.plan().fleet().database());
    }

    private static boolean replace(StepContext context, @Nullable Line before, Line after) throws NotOwner {
        return context.ledger()
                .replace(context.plan().release(), context.plan().fleet().database(), before, after);
    }

    /** Writes an outcome over what the ledger holds of this attempt now. */
    private static boolean write(StepContext context, Line outcome) throws NotOwner {
        var now = read(context);
        return now != null && now.attempt() == outcome.attempt() && replace(context, now, outcome);
    }

    private static StepOutcome applied(String detail) {
        return new StepOutcome.Done(detail, Map.of("exitCode", "0"));
    }

    private StepOutcome failedBefore(StepContext context, Line line) {
        var code = line.exitCode() == null ? "" : ", exit status " + line.exitCode();
        return ours(context, line)
                ? failed(context, "it failed" + code, Event.Sort.ORDINARY)
                : failed(
                        context,
                        "deployment " + line.deployment() + " ran it on " + line.node() + " and it failed" + code,
                        Event.Sort.FAILED_BEFORE);
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
