package dev.slipway.engine;

import dev.slipway.history.Journal.JournalUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * Lets one step at a time, over all instances, count what a balancer has in service and take a member away: so that two
 * fleets that share a pool do not both take its last free place.
 */
public interface Door {
    /** Goes in; null while somebody else is in there. */
    @Nullable Entry tryEnter() throws JournalUnavailable;

    /** Being in there. */
    interface Entry extends AutoCloseable {
        /** Goes out. */
        @Override
        void close();
    }
}
