package dev.slipway.sim;

/** Ways to break the world or the engine's guards on purpose: each must be caught by the promise that it breaks. */
enum Mutation {
    /** I1: the balancer tells the engine that every member is in service. */
    POOL_LOOKS_FULL(Promise.I1),
    /** I2: whoever takes a deployment over finds an empty ledger, and nodes that forgot their migrations. */
    LEDGER_FORGETS(Promise.I2),
    /** I3: a node starts a job again when it is asked again. */
    GATE_IS_OPEN(Promise.I3),
    /** I4: an instance that lost its lease is told that it has it, and nodes take any epoch. */
    LEASE_IS_NEVER_LOST(Promise.I4),
    /** I5: the record of a drained node is not written. */
    FORGETS_WHO_IS_OUT(Promise.I5),
    /** I6: every health check passes, with the version that was hoped for. */
    HEALTH_SAYS_YES(Promise.I6),
    /** I7: a deployment starts though another one is under way. */
    CLAIMS_A_BUSY_FLEET(Promise.I7),
    /** I8: somebody drains a node without owning a deployment. */
    DRAINS_WITHOUT_A_DEPLOYMENT(Promise.I8),
    /** A drained node is said to have nothing in flight. */
    DRAIN_LOOKS_DONE(Promise.NO_REQUEST_LOST),
    /** A deployment that must be approved begins as if it had been. */
    ASKS_NOBODY(Promise.APPROVED),
    /** A deployment stays where it is. */
    PEOPLE_NEVER_ANSWER(Promise.ENDS);

    private final Promise promise;

    Mutation(Promise promise) {
        this.promise = promise;
    }

    Promise promise() {
        return promise;
    }
}
