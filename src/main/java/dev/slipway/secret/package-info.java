/** Encryption at rest, masking, and the type that holds a secret. */
@NullMarked
package dev.slipway.secret;

import org.jspecify.annotations.NullMarked;
