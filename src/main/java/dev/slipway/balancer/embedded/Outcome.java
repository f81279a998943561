package dev.slipway.balancer.embedded;

/** How one request ended. */
enum Outcome {
    /** The visitor has a complete answer below 500. */
    SERVED,
    /** The visitor got a 5xx, or half an answer. */
    FAILED,
    /** The visitor went away first. */
    ABORTED
}
