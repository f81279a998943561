package dev.slipway.outside;

import java.io.IOException;

/**
 * Nothing was answered. The message is always the same, whether the address is forbidden, unknown, closed or silent:
 * whoever gives addresses must not find out by it what there is in our network. The log has the reason.
 */
public final class NotReached extends IOException {
    /** The one text. */
    public static final String TEXT =
            "The address is not allowed, or nothing answers there as it should; Slipway's log says which";

    private final boolean passing;

    NotReached(boolean passing) {
        super(TEXT);
        this.passing = passing;
    }

    /** Whether another try may go better; never so when the address is forbidden or unknown. */
    public boolean passing() {
        return passing;
    }
}
