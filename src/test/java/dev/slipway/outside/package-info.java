@NullMarked
package dev.slipway.outside;

import org.jspecify.annotations.NullMarked;
