package dev.slipway.balancer.dns;

import org.xbill.DNS.Name;

/** The name whose addresses are changed, and the zone in which it lies. */
record Place(Name zone, Name name) {}
