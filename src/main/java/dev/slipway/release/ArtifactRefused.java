package dev.slipway.release;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An artifact that is not taken, with the entry and the reason. Nothing of it is kept. */
public final class ArtifactRefused extends Exception {
    private static final int SHOWN = 200;

    private final @Nullable String entry;
    private final String reason;

    /**
     * A refusal.
     *
     * @param entry the name in the archive, as written there; null when it is about the whole artifact
     * @param reason the rest of a sentence that begins with the entry, e.g. {@code is a device}
     */
    ArtifactRefused(@Nullable String entry, String reason) {
        super(sentence(entry, reason));
        this.entry = entry == null ? null : printable(entry);
        this.reason = reason;
    }

    /** The name of the entry, fit to be shown; empty when it is about the whole artifact. */
    public Optional<String> entry() {
        return Optional.ofNullable(entry);
    }

    /** The rest of a sentence that begins with the entry. */
    public String reason() {
        return reason;
    }

    private static String sentence(@Nullable String entry, String reason) {
        return (entry == null ? "The artifact " : "Entry \"" + printable(entry) + "\" ") + reason + ".";
    }

    /** Names come from strangers: nothing in them may move a cursor or break a line. */
    static String printable(String name) {
        var text = new StringBuilder();
        for (int i = 0; i < name.length() && text.length() < SHOWN; i++) {
            char c = name.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.length() < SHOWN ? text.toString() : text + "…";
    }
}
