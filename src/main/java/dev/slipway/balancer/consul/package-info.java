/** Services in Consul's catalog: an instance is put into maintenance on its own agent, and taken out of it. */
@NullMarked
package dev.slipway.balancer.consul;

import org.jspecify.annotations.NullMarked;
