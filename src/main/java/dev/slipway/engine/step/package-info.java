/** The things done to one node, one class each; every one looks before it acts and may run twice. */
@NullMarked
package dev.slipway.engine.step;

import org.jspecify.annotations.NullMarked;
