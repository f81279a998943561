package dev.slipway.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;

/** Collects every mistake of a document, so that a person gets them all at once. */
final class Mistakes {
    private final List<Mistake> found = new ArrayList<>();

    void add(Mark mark, String field, String problem) {
        found.add(new Mistake(mark.getLine() + 1, field, problem));
    }

    /** As above, by a line that is counted from 1; 0: none can be named. */
    void add(int line, String field, String problem) {
        found.add(new Mistake(line, field, problem));
    }

    void addAll(List<Mistake> more) {
        found.addAll(more);
    }

    boolean none() {
        return found.isEmpty();
    }

    /** In the order of the document. */
    List<Mistake> list() {
        return found.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Mistake::line))
                .toList();
    }
}
