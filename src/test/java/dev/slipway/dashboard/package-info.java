/** Tests of the pages, on sample data. */
@NullMarked
package dev.slipway.dashboard;

import org.jspecify.annotations.NullMarked;
