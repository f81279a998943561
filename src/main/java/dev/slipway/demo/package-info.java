/** The fleet in one process that the demo shows. */
@NullMarked
package dev.slipway.demo;

import org.jspecify.annotations.NullMarked;
