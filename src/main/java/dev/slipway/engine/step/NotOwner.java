package dev.slipway.engine.step;

/** This instance does not own the deployment any more, or cannot prove that it does. */
public final class NotOwner extends Exception {
    private static final long serialVersionUID = 1;

    /** With how it was noticed. */
    public NotOwner(String how) {
        super(how);
    }
}
