package dev.slipway.engine.step;

import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;

/** The way to one node of the fleet. */
@FunctionalInterface
public interface Connector {
    /** The kept connection; opened at the first use. */
    NodeConnection get() throws NodeException, InterruptedException;
}
