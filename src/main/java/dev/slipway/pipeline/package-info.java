/** Pipeline documents: how an artifact becomes a running release on a node. */
@NullMarked
package dev.slipway.pipeline;

import org.jspecify.annotations.NullMarked;
