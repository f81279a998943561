package dev.slipway.pipeline;

import dev.slipway.fleet.Mistake;
import java.util.List;

/** What came of reading a pipeline document. */
public sealed interface Parsed {
    /** It is sound. */
    record Sound(Pipeline pipeline) implements Parsed {}

    /**
     * It is not.
     *
     * @param mistakes all of them at once, in the order of the document; at least one
     */
    record Wrong(List<Mistake> mistakes) implements Parsed {
        public Wrong {
            mistakes = List.copyOf(mistakes);
        }
    }
}
