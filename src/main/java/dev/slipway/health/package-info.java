/** Probes and their verdict, directly or through SSH. */
@NullMarked
package dev.slipway.health;

import org.jspecify.annotations.NullMarked;
