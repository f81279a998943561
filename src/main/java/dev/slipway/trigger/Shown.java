package dev.slipway.trigger;

import java.util.regex.Pattern;

/** What strangers wrote, made fit for a line that people read: commits and branches may be named anything. */
final class Shown {
    private static final int LONGEST_WORD = 100;
    private static final int LONGEST_LINE = 200;
    /** Also such as turn the direction of writing, and surrogates without their other half. */
    private static final Pattern UNFIT = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Shown() {}

    /** In quotes, as the pages show code. */
    static String word(String text) {
        return "`" + clean(text, LONGEST_WORD).replace('`', '\'') + "`";
    }

    /** The first line of a text. */
    static String line(String text) {
        return clean(text.strip().lines().findFirst().orElse(""), LONGEST_LINE);
    }

    private static String clean(String text, int longest) {
        var plain = UNFIT.matcher(text).replaceAll("?");
        return plain.codePointCount(0, plain.length()) <= longest
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, longest)) + "…";
    }
}
