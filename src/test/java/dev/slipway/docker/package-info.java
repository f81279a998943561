/** The image, the compose file and the scripts beside them. */
@NullMarked
package dev.slipway.docker;

import org.jspecify.annotations.NullMarked;
