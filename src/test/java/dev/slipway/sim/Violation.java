package dev.slipway.sim;

/** A promise was broken. An error, so that the code under test does not take it for a failure of its own. */
final class Violation extends Error {
    private static final long serialVersionUID = 1;
    private final Promise promise;

    Violation(Promise promise, String how) {
        super(promise + ": " + how);
        this.promise = promise;
    }

    Promise promise() {
        return promise;
    }
}
