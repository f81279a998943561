package dev.slipway.node.sshj;

import dev.slipway.node.Fence;
import dev.slipway.node.NodeException;
import java.time.Duration;
import java.util.regex.Pattern;

/** Words for the helper: only safe ones, and the fence in front of every act. */
record Verbs(Line line, Problems problems, Fence fence) {
    /** A read, or an act that takes a moment; the node's lock may be waited for up to 10 s. */
    static final Duration QUICK = Duration.ofSeconds(20);

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_+-][A-Za-z0-9._+-]{0,199}");

    /** {@code verb installation scope token}. */
    String fenced(String verb) throws NodeException {
        return verb + " " + safe(fence.installation()) + " " + safe(fence.scope()) + " " + safe(fence.token());
    }

    String safe(String word) throws NodeException {
        if (!SAFE.matcher(word).matches()) {
            throw problems.user(
                    "naming something on the node",
                    "\"" + Reply.printable(word, 100) + "\" has other characters than A-Z a-z 0-9 . _ + -",
                    "Choose another name.");
        }
        return word;
    }

    /** A path or other text that must stay on one line. */
    String oneLine(String text) throws NodeException {
        if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw problems.user(
                    "sending a path to the node", "it is empty or has control characters", "Choose another path.");
        }
        return text;
    }

    Reply run(String tried, String verb, Line.Input input) throws NodeException, InterruptedException {
        return line.run(tried, verb, input, QUICK);
    }
}
