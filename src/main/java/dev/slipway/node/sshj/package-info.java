/** The node port over sshj. */
@NullMarked
package dev.slipway.node.sshj;

import org.jspecify.annotations.NullMarked;
