package dev.slipway.health;

/** Makes what an application answers fit for a log and a page. */
final class Text {
    private static final int VERDICT = 1_000;
    private static final int EXCERPT = 200;

    private Text() {}

    /** At most 1,000 characters, none of them a control character. */
    static String verdict(String text) {
        return clipped(text, VERDICT);
    }

    /** {@code ": "} and the beginning of a body; nothing if there is none. */
    static String excerpt(String body) {
        var stripped = body.strip();
        return stripped.isEmpty() ? "" : ": " + clipped(stripped, EXCERPT);
    }

    /** The beginning of a text, with everything replaced that could disturb a terminal or a line of a log. */
    static String clipped(String text, int most) {
        var clipped = new StringBuilder(Math.min(text.length(), most));
        text.codePoints()
                .limit(most)
                .map(c -> harmless(c) ? c : '\uFFFD')
                .takeWhile(c -> clipped.length() + Character.charCount(c) <= most)
                .forEachOrdered(clipped::appendCodePoint);
        return clipped.toString();
    }

    private static boolean harmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
