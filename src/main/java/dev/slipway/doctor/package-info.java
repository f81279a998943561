/** Finds what would break a deployment before one begins. */
@NullMarked
package dev.slipway.doctor;

import org.jspecify.annotations.NullMarked;
