/** nginx through an include file and a reload, over SSH. */
@NullMarked
package dev.slipway.balancer.nginx;

import org.jspecify.annotations.NullMarked;
