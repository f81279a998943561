package dev.slipway.history;

import dev.slipway.deployment.Entry;
import dev.slipway.deployment.Event;
import dev.slipway.deployment.LogPosition;
import dev.slipway.deployment.NodeRecord;
import dev.slipway.deployment.Status;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ordered, append-only events of each deployment. */
public interface Journal {
    /** Entries with a number above {@code after}, in order. */
    List<Entry> read(long deployment, long after) throws JournalUnavailable;

    /**
     * Appends in one transaction, with everything that is read from the journal for lists and locks.
     *
     * @throws LostOwnership when somebody else appended since, or owns the deployment under a higher epoch: the caller
     *     must stop
     * @throws JournalUnavailable when the database did not answer; it is not known whether the entries were written
     */
    void append(Append append) throws LostOwnership, JournalUnavailable;

    /**
     * What to append.
     *
     * @param epoch of the writer
     * @param after the number of the newest entry that the writer knows
     * @param afterLine likewise of the log
     * @param records the fleet's nodes that changed
     * @param taken up to which {@code told} row a person's words are among the events
     */
    record Append(
            long deployment,
            String fleet,
            long epoch,
            long after,
            long afterLine,
            Instant at,
            List<Event> events,
            List<Line> lines,
            Status status,
            @Nullable String reason,
            List<NodeRecord> records,
            long taken) {
        public Append {
            events = List.copyOf(events);
            lines = List.copyOf(lines);
            records = List.copyOf(records);
        }
    }

    /**
     * A line for the log.
     *
     * @param upTo of a job's output: the place behind this line; null: Slipway's own words
     */
    record Line(
            @Nullable String node,
            String step,
            String text,
            @Nullable LogPosition upTo) {}

    /** Somebody else owns the deployment now. */
    final class LostOwnership extends Exception {
        private static final long serialVersionUID = 1;

        /** With who noticed, for the log. */
        public LostOwnership(String how) {
            super(how);
        }
    }

    /** The database did not answer. */
    final class JournalUnavailable extends Exception {
        private static final long serialVersionUID = 1;

        /** With the database's own words. */
        public JournalUnavailable(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }
}
