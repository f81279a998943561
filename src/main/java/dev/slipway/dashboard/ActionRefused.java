package dev.slipway.dashboard;

/** An action that was not taken, in words for the person who asked for it. */
public final class ActionRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String title;
    private final String detail;

    public ActionRefused(String title, String detail) {
        super(title + ": " + detail);
        this.title = title;
        this.detail = detail;
    }

    /** What was refused, as a heading. */
    public String title() {
        return title;
    }

    /** Why, and what to do now. */
    public String detail() {
        return detail;
    }
}
