/**
 * The real planner, decider, engine and steps in a simulated world: time, nodes, balancer, database and their faults.
 */
@NullMarked
package dev.slipway.sim;

import org.jspecify.annotations.NullMarked;
