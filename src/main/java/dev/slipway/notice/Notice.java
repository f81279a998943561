package dev.slipway.notice;

import dev.slipway.fleet.Channel;

/**
 * One thing to tell, at one place.
 *
 * @param delivery the same in every try
 * @param line what is sent one after the other
 * @param moment of {@link dev.slipway.fleet.Moment}, or {@link #TEST} or {@link #INACTIVE}
 * @param attempt which try this is, from 1
 */
record Notice(long id, String delivery, String line, String moment, Channel channel, Facts facts, int attempt) {
    /** A message that only tries the channel. */
    static final String TEST = "test";

    /** For GitHub: another deployment took this one's place. */
    static final String INACTIVE = "inactive";
}
