/** What we have: applications, fleets, nodes and their members. */
@NullMarked
package dev.slipway.fleet;

import org.jspecify.annotations.NullMarked;
