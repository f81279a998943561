/** Load balancers of DigitalOcean: droplets are put on their list and taken off it. */
@NullMarked
package dev.slipway.balancer.digitalocean;

import org.jspecify.annotations.NullMarked;
