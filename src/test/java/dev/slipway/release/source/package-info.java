@NullMarked
package dev.slipway.release.source;

import org.jspecify.annotations.NullMarked;
