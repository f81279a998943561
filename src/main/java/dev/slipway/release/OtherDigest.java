package dev.slipway.release;

/** The bytes that came are not those that were meant. Nothing of them is kept. */
public final class OtherDigest extends Exception {
    OtherDigest(String found, String meant) {
        super("What came has the SHA-256 digest " + found + ", not " + meant);
    }
}
