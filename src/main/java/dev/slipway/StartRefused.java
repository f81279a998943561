package dev.slipway;

/** Slipway cannot start here. The message is the one line that a person reads: what failed and what to do. */
final class StartRefused extends Exception {
    private static final long serialVersionUID = 1;

    StartRefused(String line) {
        super(line.replaceAll("\\s+", " "));
    }
}
