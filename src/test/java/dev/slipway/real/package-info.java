/** Real programs as local processes, for tests. */
@NullMarked
package dev.slipway.real;

import org.jspecify.annotations.NullMarked;
