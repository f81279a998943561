package dev.slipway.node.sshj;

import java.util.List;
import java.util.stream.Collectors;

/** Words for the login's shell that mean themselves, whatever is in them. */
final class Quoted {
    private Quoted() {}

    /** One word. */
    static String word(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a word for a shell cannot hold a NUL");
        }
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** A command that runs the script with these arguments. */
    static String script(String script, List<String> arguments) {
        return "exec sh -c " + word(script) + " slipway"
                + arguments.stream().map(argument -> " " + word(argument)).collect(Collectors.joining());
    }
}
