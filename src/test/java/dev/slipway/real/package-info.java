/** Real programs, started for a test and ended with it. */
@NullMarked
package dev.slipway.real;

import org.jspecify.annotations.NullMarked;
