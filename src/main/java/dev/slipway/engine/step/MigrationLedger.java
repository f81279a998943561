package dev.slipway.engine.step;

import dev.slipway.release.Release;
import org.jspecify.annotations.Nullable;

/** Which migration ran: at most one line per release and database. */
public interface MigrationLedger {
    /** What the ledger holds; null: it was never started. */
    @Nullable Line read(Release release, String database) throws NotOwner;

    /**
     * Replaces a line, if it is still as it was read: two fleets may share a database, and only one may start.
     *
     * @param before null: there was none
     * @return false when somebody else wrote meanwhile
     */
    boolean replace(Release release, String database, @Nullable Line before, Line after) throws NotOwner;

    /** State of a migration. */
    enum State {
        /** Written before the start. */
        STARTED,
        /** Exit status 0. */
        SUCCEEDED,
        /** Another exit status. */
        FAILED,
        /** Nobody can tell. */
        UNKNOWN
    }

    /**
     * One migration.
     *
     * @param deployment that started it
     * @param node where it was started
     * @param attempt raised only by a decision: a person's, or the pipeline's {@code idempotent}
     * @param asked the attempt of the deployment's step under which it was started: a later one is a person's retry
     * @param confirmed whether the node said that it has it; from then on a node that knows nothing of it has lost it
     * @param live whether that deployment is still under way
     */
    record Line(
            State state,
            long deployment,
            String node,
            int attempt,
            int asked,
            boolean confirmed,
            @Nullable Integer exitCode,
            boolean live) {

        /** The same attempt, and the node has it. */
        Line confirm() {
            return new Line(state, deployment, node, attempt, asked, true, exitCode, live);
        }

        /** The same attempt with its outcome. */
        Line ended(State outcome, @Nullable Integer code) {
            return new Line(outcome, deployment, node, attempt, asked, confirmed, code, live);
        }
    }
}
