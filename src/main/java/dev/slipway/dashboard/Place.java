package dev.slipway.dashboard;

import org.jspecify.annotations.Nullable;

/**
 * How far a page is: the newest journal entry that it shows, and the newest log line.
 *
 * @param line below zero: nobody knows
 * @param returns whether its stream broke, so that it must be told again what may have been lost
 */
record Place(long journal, long line, boolean returns) {
    /** As a message's id. */
    String id() {
        return journal + "-" + line;
    }

    /** From the page's own address, or from the last message that it got. */
    static Place of(long journal, long line, @Nullable String lastId) {
        if (lastId == null || lastId.isBlank()) {
            return new Place(Math.max(0, journal), Math.max(0, line), false);
        }
        var dash = lastId.indexOf('-');
        try {
            return new Place(
                    Long.parseUnsignedLong(lastId, 0, dash < 0 ? lastId.length() : dash, 10),
                    dash < 0 ? -1 : Long.parseUnsignedLong(lastId, dash + 1, lastId.length(), 10),
                    true);
        } catch (NumberFormatException | IndexOutOfBoundsException _) {
            // Not an id of ours: it gets everything.
            return new Place(0, -1, true);
        }
    }
}
