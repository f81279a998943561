/** Who did what: the append-only chain. */
@NullMarked
package dev.slipway.audit;

import org.jspecify.annotations.NullMarked;
