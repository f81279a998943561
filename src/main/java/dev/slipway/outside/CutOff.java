package dev.slipway.outside;

import java.io.IOException;

/** An answer that began and did not come to its end. */
public final class CutOff extends IOException {
    CutOff(String message) {
        super(message);
    }
}
