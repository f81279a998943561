/** Slipway: rolling deployments to plain servers behind a load balancer. */
@NullMarked
package dev.slipway;

import org.jspecify.annotations.NullMarked;
