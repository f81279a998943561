/** A small reverse proxy in the process, for the demo and tests. */
@NullMarked
package dev.slipway.balancer.embedded;

import org.jspecify.annotations.NullMarked;
