package dev.slipway.fleet;

/**
 * A value as an inventory has it.
 *
 * @param locked whether it is encrypted, or of another type that only Ansible understands
 */
record InventoryText(String text, boolean locked) {
    private static final int SHOWN = 60;

    static InventoryText of(String text) {
        return new InventoryText(text, false);
    }

    /** Whether the text itself is meant: it is neither encrypted nor computed when Ansible runs. */
    boolean plain() {
        return !locked && !text.contains("{{") && !text.contains("{%") && !text.startsWith("$ANSIBLE_VAULT");
    }

    /** A text of a stranger in a remark: short, and on one line. */
    static String shown(String text) {
        String line = text.strip().replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
