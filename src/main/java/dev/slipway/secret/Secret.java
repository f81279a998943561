package dev.slipway.secret;

/** A text that must not be seen: it has no getter for JSON and prints as a mask. */
public final class Secret {
    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /** Hides this text. */
    public static Secret of(String text) {
        return new Secret(text);
    }

    /** Hands out the text, for the one call that needs it. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "***";
    }
}
