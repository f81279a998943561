/** The fault matrix: a class for each fault, named after its row. */
@NullMarked
package dev.slipway.matrix;

import org.jspecify.annotations.NullMarked;
