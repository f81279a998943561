package dev.slipway.engine.step;

import dev.slipway.release.Release;
import java.util.Locale;
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
        UNKNOWN;

        /** As it is stored. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** From how it is stored. */
        public static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * One migration.
     *
     * @param deployment that wrote this line: started it, found its outcome, or was told it by a person
     * @param node where it was started
     * @param attempt raised only by a decision: a person's, or the pipeline's {@code idempotent}
     * @param asked the attempt of that deployment's step under which the line was written: a later one of the same
     *     deployment is a person's decision about what the line says
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

        /** The same attempt with its outcome, found by this deployment's step. */
        public Line ended(State outcome, @Nullable Integer code, long by, int step) {
            return new Line(outcome, by, node, attempt, step, confirmed, code, live);
        }

        /** Whether its outcome is still to be found. */
        public boolean open() {
            return switch (state) {
                case STARTED, UNKNOWN -> true;
                case SUCCEEDED, FAILED -> false;
            };
        }
    }
}
