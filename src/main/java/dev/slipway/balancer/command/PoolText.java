package dev.slipway.balancer.command;

import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What a program answers to {@code pool}: a line for each member, {@code NAME STATE [in-flight=N] [weight=N]
 * [proven=no] [text…]}. Blank lines and those that begin with {@code #} say nothing.
 */
final class PoolText {
    private static final Map<String, Rotation> STATES = Map.of(
            "in", Rotation.IN,
            "draining", Rotation.DRAINING,
            "out", Rotation.OUT,
            "failing", Rotation.FAILING,
            "unknown", Rotation.UNKNOWN);

    private PoolText() {}

    /** A line is not of this form. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String line, String why) {
            super("line \"" + (line.length() > 120 ? line.substring(0, 120) + "…" : line) + "\" " + why);
        }
    }

    static List<MemberView> read(String text) throws Unreadable {
        var members = new ArrayList<MemberView>();
        var names = new HashSet<String>();
        for (var line : text.lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                var member = member(line);
                if (!names.add(member.name())) {
                    throw new Unreadable(line, "names a member for the second time");
                }
                members.add(member);
            }
        }
        return members;
    }

    private static MemberView member(String line) throws Unreadable {
        var words = line.strip().split("\\s+", -1);
        if (words.length < 2) {
            throw new Unreadable(line, "has no state");
        }
        var rotation = STATES.get(words[1]);
        if (rotation == null) {
            throw new Unreadable(line, "has another state than in, draining, out, failing or unknown");
        }
        var inFlight = -1;
        var weight = -1;
        var proven = true;
        var said = new ArrayList<String>();
        for (var word : List.of(words).subList(2, words.length)) {
            if (word.startsWith("in-flight=")) {
                inFlight = number(line, word);
            } else if (word.startsWith("weight=")) {
                weight = number(line, word);
            } else if (word.equals("proven=no") || word.equals("proven=yes")) {
                proven = word.endsWith("yes");
            } else {
                said.add(word);
            }
        }
        return new MemberView(
                words[0], rotation, inFlight, weight, proven, said.isEmpty() ? words[1] : String.join(" ", said));
    }

    private static int number(String line, String word) throws Unreadable {
        var digits = word.substring(word.indexOf('=') + 1);
        if (!digits.matches("[0-9]{1,9}")) {
            throw new Unreadable(line, "has no whole number in " + word);
        }
        return Integer.parseInt(digits);
    }
}
