/** What sends traffic to nodes. */
@NullMarked
package dev.slipway.balancer;

import org.jspecify.annotations.NullMarked;
