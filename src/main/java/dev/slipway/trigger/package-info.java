/** How deployments begin with nobody asking: GitHub's webhook. */
@NullMarked
package dev.slipway.trigger;

import org.jspecify.annotations.NullMarked;
