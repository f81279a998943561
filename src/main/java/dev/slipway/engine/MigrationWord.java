package dev.slipway.engine;

import dev.slipway.deployment.Choice;
import dev.slipway.deployment.DeploymentState;
import dev.slipway.deployment.Steps;
import dev.slipway.engine.step.MigrationLedger.State;
import dev.slipway.history.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A person's word about a migration, as it goes into the ledger in the transaction that takes the word. The line then
 * belongs to the deployment that was told, under the attempt that asked: so its next attempt, and no other deployment,
 * may run a failed one again.
 */
final class MigrationWord {
    private MigrationWord() {}

    /** Writes it; what is so meanwhile when the ledger contradicts the word, and then nothing is written. */
    static @Nullable String settle(Connection c, long deployment, DeploymentState state, Choice choice)
            throws SQLException {
        var outcome =
                switch (choice) {
                    case APPLIED -> State.SUCCEEDED;
                    case NOT_APPLIED -> State.FAILED;
                    case RETRY -> asksAboutFailed(state) ? State.FAILED : null;
                    case PAUSE, RESUME, CANCEL, APPROVE, REFUSE, SKIP, ROLLBACK, ABORT -> null;
                };
        var plan = state.plan();
        if (outcome == null || plan == null) {
            return null;
        }
        var release = plan.release();
        // What is known already may be said once more; what is being run again may not be settled by an old answer.
        var written = Sql.update(
                c,
                """
                update migration set state = ?, deployment = ?, asked = ?
                 where application = ? and release = ? and database = ? and state in (?, ?)""",
                outcome.word(),
                deployment,
                asked(state),
                release.application(),
                release.version(),
                plan.fleet().database(),
                outcome.word(),
                (choice == Choice.RETRY ? outcome : State.UNKNOWN).word());
        return written == 1 || choice == Choice.RETRY
                ? null
                : "Meanwhile another deployment of this database found out or runs it again; retry looks at it again";
    }

    /** Whether the open question is about a migration that failed; one that is unknown is only looked at again. */
    private static boolean asksAboutFailed(DeploymentState state) {
        var question = state.question();
        var plan = state.plan();
        return question != null
                && plan != null
                && state.migration().state().equals("failed")
                && question.node() != null
                && question.node().equals(plan.migrationNode());
    }

    /** The attempts at the migration so far: the newest one asks. */
    private static int asked(DeploymentState state) {
        var plan = state.plan();
        var node = plan == null ? null : plan.migrationNode();
        return node == null
                ? 0
                : (int) state.progress(node).attempts().stream()
                        .filter(a -> a.step().startsWith(Steps.MIGRATE))
                        .count();
    }
}
