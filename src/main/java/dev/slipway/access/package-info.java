/** People, roles, sessions and tokens: who may do what. */
@NullMarked
package dev.slipway.access;

import org.jspecify.annotations.NullMarked;
