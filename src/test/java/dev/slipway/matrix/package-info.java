/** The fault matrix: each class is named after its row and breaks one thing on purpose. */
@NullMarked
package dev.slipway.matrix;

import org.jspecify.annotations.NullMarked;
