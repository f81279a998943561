/** HAProxy through its runtime API. */
@NullMarked
package dev.slipway.balancer.haproxy;

import org.jspecify.annotations.NullMarked;
