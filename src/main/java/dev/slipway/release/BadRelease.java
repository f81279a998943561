package dev.slipway.release;

import dev.slipway.fleet.Mistake;
import java.util.List;
import java.util.stream.Collectors;

/** What was said of a release is wrong; nothing of the artifact was read. */
public final class BadRelease extends Exception {
    private final transient List<Mistake> mistakes;

    BadRelease(List<Mistake> mistakes) {
        super(mistakes.stream()
                .map(mistake -> mistake.field() + ": " + mistake.problem())
                .collect(Collectors.joining("; ")));
        this.mistakes = List.copyOf(mistakes);
    }

    /** All of them at once; none has a line. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
