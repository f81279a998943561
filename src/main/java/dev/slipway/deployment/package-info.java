/** What a deployment is and what it does next. Pure: no I/O, no clock. */
@NullMarked
package dev.slipway.deployment;

import org.jspecify.annotations.NullMarked;
