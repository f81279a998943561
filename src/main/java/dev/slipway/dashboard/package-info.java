/** Pages and their live streams. */
@NullMarked
package dev.slipway.dashboard;

import org.jspecify.annotations.NullMarked;
