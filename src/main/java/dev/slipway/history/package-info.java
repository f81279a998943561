/** The journal, the timeline and the logs. */
@NullMarked
package dev.slipway.history;

import org.jspecify.annotations.NullMarked;
