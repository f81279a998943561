package dev.slipway.sim;

/** What is checked after every event; I1 to I8 are the promises that the README makes. */
enum Promise {
    /** Never more nodes out by us than the wave, never below the floor. */
    I1,
    /** A migration starts at most once for each decision. */
    I2,
    /** After any crash the same end, and no command run twice. */
    I3,
    /** Two instances never act at once. */
    I4,
    /** No node is left drained by us without being shown as such. */
    I5,
    /** What a finished deployment claims is so. */
    I6,
    /** Two deployments of a fleet never run at once. */
    I7,
    /** Whatever acts, acts as a deployment that owns the fleet's epoch. */
    I8,
    /** Nothing is begun before enough people said yes to it. */
    APPROVED,
    /** No visitor's request meets a process that is going away. */
    NO_REQUEST_LOST,
    /** Each started step has one outcome; numbers have no gap; nothing follows the end. */
    JOURNAL,
    /** Every deployment ends, or asks. */
    ENDS
}
