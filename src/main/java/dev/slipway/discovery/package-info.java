/** Looks up servers where they are made: they become nodes of a fleet without being written into its document. */
@NullMarked
package dev.slipway.discovery;

import org.jspecify.annotations.NullMarked;
