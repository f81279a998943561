package dev.slipway.doctor;

import dev.slipway.fleet.Node;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Asks sudo whether the login may run the pipeline's commands, without running one. */
final class SudoRights {
    private static final String CHECK = "restart";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String SUDO = "sudo ";
    private static final Pattern ENDS = Pattern.compile("[;|&\\n]");

    /** Plain words only: anything that a shell would expand could run something while asking. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9 ./:@%+=,_-]+");

    private SudoRights() {}

    static Finding check(Node node, NodeConnection connection, List<String> commands)
            throws NodeException, InterruptedException {
        var allowed = new ArrayList<String>();
        var unread = new ArrayList<String>();
        for (var command : commands) {
            if (!command.strip().startsWith(SUDO)) {
                continue;
            }
            var asked = ENDS.split(command.strip().substring(SUDO.length()), 2)[0].strip();
            if (!PLAIN.matcher(asked).matches()) {
                unread.add(command.strip());
                continue;
            }
            var said = connection.ask("sudo -n -l " + asked + " 2>&1", PATIENCE);
            if (said.exitCode() != 0) {
                return refused(node, connection, asked, said);
            }
            allowed.add(asked);
        }
        if (!unread.isEmpty()) {
            return Finding.skipped(CHECK, "not checked, as asking would need a shell: " + String.join("; ", unread));
        }
        return allowed.isEmpty()
                ? Finding.good(CHECK, "nothing to check: no command of the pipeline begins with sudo")
                : Finding.good(CHECK, "sudo allows without a password: " + String.join("; ", allowed));
    }

    private static Finding refused(Node node, NodeConnection connection, String asked, NodeConnection.Said said)
            throws NodeException, InterruptedException {
        var words = asked.split(" ", 2);
        if (words[0].startsWith("-")) {
            return Finding.bad(CHECK, "sudo " + asked + " is refused: " + first(said.output()), "Allow it with visudo");
        }
        // sudoers wants whole paths, which differ between distributions.
        var found = connection.ask("command -v " + words[0], PATIENCE);
        var path = found.output().strip();
        var program = found.exitCode() == 0 && path.startsWith("/") ? path : words[0];
        var line = node.user() + " ALL=(root) NOPASSWD: " + program + (words.length > 1 ? " " + words[1] : "");
        return Finding.bad(
                CHECK,
                "sudo " + asked + " is refused: " + first(said.output()),
                "On the node, as root: echo '" + line + "' | EDITOR='tee -a' visudo -f /etc/sudoers.d/slipway");
    }

    private static String first(String output) {
        var line = output.strip().lines().findFirst().orElse("it said nothing");
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }
}
