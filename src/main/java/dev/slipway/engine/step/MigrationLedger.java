package dev.slipway.engine.step;

import dev.slipway.release.Release;
import org.jspecify.annotations.Nullable;

/** Which migration ran: at most one line per release and database. */
public interface MigrationLedger {
    /** What the ledger holds; null: it was never started. */
    @Nullable Line read(Release release, String database) throws NotOwner;

    /** Writes a line; replaces the one before. */
    void write(Release release, String database, Line line) throws NotOwner;

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
     * @param attempt raised only by a person's decision
     */
    record Line(
            State state,
            long deployment,
            String node,
            int attempt,
            @Nullable Integer exitCode) {}
}
