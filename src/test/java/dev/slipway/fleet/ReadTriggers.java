package dev.slipway.fleet;

/** Triggers as a fleet document has them, for tests of who follows them. */
public final class ReadTriggers {
    private ReadTriggers() {}

    /** Those of this part of a document. */
    public static Triggers of(String yaml) {
        return FleetDocument.triggers(yaml);
    }
}
