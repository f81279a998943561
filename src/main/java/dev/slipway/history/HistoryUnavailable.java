package dev.slipway.history;

/** The database did not answer a reader. */
public final class HistoryUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    HistoryUnavailable(Exception cause) {
        super("The database does not answer at the moment: " + cause.getMessage(), cause);
    }
}
