/** Target groups of AWS' application and network load balancers. */
@NullMarked
package dev.slipway.balancer.elbv2;

import org.jspecify.annotations.NullMarked;
