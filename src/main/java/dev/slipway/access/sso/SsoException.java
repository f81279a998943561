package dev.slipway.access.sso;

/** A sign-in at the provider that came to nothing. The message is for the log and the audit; it holds no secret. */
public final class SsoException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whose matter it is. */
    public enum Trouble {
        /** The provider does not answer, or not in a way that can be used: try again later. */
        AWAY,
        /** The person or the provider said no. */
        DECLINED,
        /** Provider and Slipway are not set up for each other: an administrator's matter. */
        SETTINGS,
        /** What the provider signed is not of this moment. */
        CLOCK,
        /** What came is not what the provider signed for this sign-in. */
        FORGED
    }

    private final Trouble trouble;

    SsoException(Trouble trouble, String message) {
        super(message);
        this.trouble = trouble;
    }

    SsoException(Trouble trouble, String message, Throwable cause) {
        super(message, cause);
        this.trouble = trouble;
    }

    /** For an answer that cannot be the provider's. */
    public static SsoException forged(String message) {
        return new SsoException(Trouble.FORGED, message);
    }

    /** For an answer that is a refusal; {@code error} is what the provider calls it. */
    public static SsoException declined(String error) {
        var trouble = error.equals("temporarily_unavailable") || error.equals("server_error")
                ? Trouble.AWAY
                : Trouble.DECLINED;
        var word = error.matches("[a-z_]{1,60}") ? error : "no code, and no word why";
        return new SsoException(trouble, "the provider answered: " + word);
    }

    /** Whose matter it is. */
    public Trouble trouble() {
        return trouble;
    }
}
