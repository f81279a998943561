package dev.slipway.trigger;

import java.util.List;

/** Patterns of branches and tags, as GitHub writes them: an asterisk stops at a slash, two do not. */
final class Glob {
    private Glob() {}

    static boolean anyFits(List<String> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> fits(pattern, name));
    }

    /** Without regular expressions and without going back for ever: names come from strangers. */
    static boolean fits(String pattern, String name) {
        var reached = new boolean[name.length() + 1];
        reached[0] = true;
        for (var i = 0; i < pattern.length(); i++) {
            var sign = pattern.charAt(i);
            var two = sign == '*' && i + 1 < pattern.length() && pattern.charAt(i + 1) == '*';
            reached = sign == '*' ? many(reached, name, two) : one(reached, name, sign);
            i += two ? 1 : 0;
        }
        return reached[name.length()];
    }

    private static boolean[] many(boolean[] before, String name, boolean slashes) {
        var after = before.clone();
        for (var j = 0; j < name.length(); j++) {
            after[j + 1] |= after[j] && (slashes || name.charAt(j) != '/');
        }
        return after;
    }

    private static boolean[] one(boolean[] before, String name, char sign) {
        var after = new boolean[before.length];
        for (var j = 0; j < name.length(); j++) {
            after[j + 1] = before[j] && (sign == '?' ? name.charAt(j) != '/' : name.charAt(j) == sign);
        }
        return after;
    }
}
