/** Servers over SSH: jobs, fencing, delivery, the layout on the server. */
@NullMarked
package dev.slipway.node;

import org.jspecify.annotations.NullMarked;
