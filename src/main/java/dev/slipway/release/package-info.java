/** Releases: artifacts, manifests, and where the bytes lie. */
@NullMarked
package dev.slipway.release;

import org.jspecify.annotations.NullMarked;
