/** Carries deployments out: ownership, steps, recovery. */
@NullMarked
package dev.slipway.engine;

import org.jspecify.annotations.NullMarked;
