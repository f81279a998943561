package dev.slipway.outside;

/** An address that is not written as one. Nothing was looked up, so the message may be shown to anybody. */
public final class BadAddress extends Exception {
    BadAddress(String message) {
        super(message);
    }
}
