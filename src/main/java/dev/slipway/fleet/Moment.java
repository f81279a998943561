package dev.slipway.fleet;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What of a deployment may be told to people and programs, in the order of its life. */
public enum Moment {
    /** It was asked for. */
    QUEUED,
    /** It waits for approvals. */
    WAITING_APPROVAL,
    /** It began. */
    STARTED,
    /** It stopped itself and asks a question. */
    HELD,
    /** A node could be neither finished nor put back: it is out of rotation. */
    STUCK,
    /** Every server has the release. */
    SUCCEEDED,
    /** Every server is back on what it had. */
    ROLLED_BACK,
    /** It ended otherwise. */
    FAILED,
    /** A person ended it. */
    CANCELLED,
    /** Another one took its place. */
    SUPERSEDED;

    /** What is told where a document does not say: whatever a person may have to do something about. */
    public static final List<Moment> USUAL = List.of(WAITING_APPROVAL, HELD, STUCK, ROLLED_BACK, FAILED);

    /** As documents and programs write it, e.g. {@code rolled_back}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The moment of this word. */
    public static Optional<Moment> of(String word) {
        return Arrays.stream(values()).filter(m -> m.word().equals(word)).findFirst();
    }

    /** All words. */
    static List<String> words() {
        return Arrays.stream(values()).map(Moment::word).toList();
    }
}
