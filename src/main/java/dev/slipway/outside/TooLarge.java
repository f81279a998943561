package dev.slipway.outside;

import java.io.IOException;

/** An answer with more bytes than were asked for. */
public final class TooLarge extends IOException {
    TooLarge(long limit) {
        super("The answer is larger than the limit of " + limit + " bytes");
    }
}
