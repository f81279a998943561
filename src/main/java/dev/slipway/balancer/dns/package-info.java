/** Addresses of a name in a DNS zone, changed by dynamic updates (RFC 2136) that a key signs (RFC 8945). */
@NullMarked
package dev.slipway.balancer.dns;

import org.jspecify.annotations.NullMarked;
