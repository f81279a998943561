/** Caddy through its admin interface. */
@NullMarked
package dev.slipway.balancer.caddy;

import org.jspecify.annotations.NullMarked;
