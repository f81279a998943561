package dev.slipway.release.source;

import dev.slipway.fleet.Failure;

/** A source did not give what it should. */
final class SourceFailed extends Exception {
    private final transient Failure failure;

    SourceFailed(String tried, String answered, String next) {
        super(tried + ": " + answered);
        this.failure = new Failure(Failure.Category.USER, null, tried, answered, next);
    }

    Failure failure() {
        return failure;
    }
}
