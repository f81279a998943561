package dev.slipway.fleet;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Guesses which field a person meant. */
final class Nearest {
    private static final int FARTHEST = 2;

    private Nearest() {}

    /** The nearest of the known names, or all of them. */
    static String hint(String written, List<String> known) {
        return of(written, known)
                .map(name -> "; did you mean " + name + "?")
                .orElse("; known here: " + String.join(", ", known));
    }

    /** The nearest of the known names; empty when none is near. */
    static Optional<String> of(String written, List<String> known) {
        return known.stream()
                .filter(name -> distance(written, name) <= FARTHEST || name.equalsIgnoreCase(written))
                .min(Comparator.comparingInt(name -> distance(written, name)));
    }

    /** Letters to change, add or leave out to get from one to the other (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
