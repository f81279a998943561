package dev.slipway.dashboard;

/**
 * A state as the pages show it; never by colour alone.
 *
 * @param tone class of its colour
 * @param icon its glyph in the sprite
 */
record Chip(String word, String tone, String icon) {
    static Chip ofDeployment(String status) {
        return switch (status) {
            case "queued" -> new Chip("Queued", "idle", "clock");
            case "waiting_approval" -> new Chip("Waits for approval", "hold", "shield");
            case "preparing" -> new Chip("Preparing", "run", "spin");
            case "migrating" -> new Chip("Migrating", "run", "spin");
            case "switching" -> new Chip("Rolling out", "run", "spin");
            case "paused" -> new Chip("Paused", "hold", "pause");
            case "held" -> new Chip("Held", "fail", "pause");
            case "rolling_back" -> new Chip("Rolling back", "warn", "undo");
            case "succeeded" -> new Chip("Succeeded", "ok", "check");
            case "rolled_back" -> new Chip("Rolled back", "fail", "undo");
            case "failed" -> new Chip("Failed", "fail", "x");
            case "cancelled" -> new Chip("Cancelled", "idle", "x");
            case "superseded" -> new Chip("Replaced", "idle", "skip");
            default -> new Chip(status.replace('_', ' '), "idle", "dot");
        };
    }

    /** A node's place at the balancer; {@code tone} is the class of its dot. */
    static Chip ofRotation(String rotation) {
        return switch (rotation) {
            case "in" -> new Chip("in rotation", "o", "check");
            case "draining" -> new Chip("draining", "w", "clock");
            case "out" -> new Chip("out of rotation", "r", "skip");
            case "failing" -> new Chip("failing", "f", "alert");
            default -> new Chip("not checked", "i", "dot");
        };
    }
}
