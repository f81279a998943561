/** The driver {@code command}: the operator's own program stands between Slipway and the balancer. */
@NullMarked
package dev.slipway.balancer.command;

import org.jspecify.annotations.NullMarked;
