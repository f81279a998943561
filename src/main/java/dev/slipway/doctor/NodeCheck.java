package dev.slipway.doctor;

import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.HostKeys;
import dev.slipway.fleet.Node;
import dev.slipway.health.Health;
import dev.slipway.node.Fence;
import dev.slipway.node.NodeConnection;
import dev.slipway.node.NodeException;
import dev.slipway.node.NodeFacts;
import dev.slipway.node.Nodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at one node, from the outside in, and stops where the next look could not succeed. */
final class NodeCheck {
    private static final List<String> ORDER =
            List.of("reachable", "host-key", "login", "deploy-path", "tools", "restart", "health");
    private static final Duration PROBE = Duration.ofSeconds(5);
    private final Nodes nodes;
    private final Health health;
    private final Fence fence;
    private final ConnectionCheck.Wanted wanted;
    private final Node node;
    private final List<Finding> findings = new ArrayList<>();

    NodeCheck(Nodes nodes, Health health, Fence fence, ConnectionCheck.Wanted wanted, Node node) {
        this.nodes = nodes;
        this.health = health;
        this.fence = fence;
        this.wanted = wanted;
        this.node = node;
    }

    List<Finding> run() throws InterruptedException {
        var shown = reachable();
        if (shown != null) {
            connect(shown);
        }
        for (var check : ORDER.subList(findings.size(), ORDER.size())) {
            findings.add(Finding.skipped(check, "not checked: mend what comes before it first"));
        }
        return findings;
    }

    private @org.jspecify.annotations.Nullable String reachable() throws InterruptedException {
        try {
            var shown = nodes.hostKey(node);
            findings.add(
                    Finding.good("reachable", node.host() + ", port " + node.port() + ", answers as an SSH server"));
            return shown;
        } catch (NodeException e) {
            findings.add(failed("reachable", e));
            return null;
        }
    }

    private void connect(String shown) throws InterruptedException {
        if (node.hostKey() == null) {
            findings.add(Finding.bad(
                    "host-key",
                    "none is pinned; the node shows " + shown + ", fingerprint " + HostKeys.fingerprint(shown),
                    "Compare it with the server's own (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then accept it: "
                            + acceptance(shown)));
            return;
        }
        try (var connection = nodes.connect(node, fence)) {
            findings.add(Finding.good("host-key", "the pinned one, " + HostKeys.fingerprint(node.hostKey())));
            findings.add(Finding.good("login", "as " + node.user()));
            look(connection);
        } catch (NodeException e) {
            refused(e, shown);
        }
    }

    private void refused(NodeException e, String shown) {
        if (e.kind() == NodeException.Kind.HOST_KEY) {
            findings.add(Finding.bad(
                    "host-key",
                    e.failure().sentence() + "; it shows fingerprint " + HostKeys.fingerprint(shown),
                    "Find out why before anything else: somebody may answer in the server's place. Only if it was"
                            + " installed anew, accept the new key: " + acceptance(shown)));
            return;
        }
        if (e.kind() == NodeException.Kind.LOGIN) {
            findings.add(Finding.good("host-key", "the pinned one, " + HostKeys.fingerprint(shown)));
        } else if (findings.size() == 1) {
            // Without a key to log in with, for example, it did not come to comparing.
            findings.add(Finding.skipped("host-key", "not checked: no connection was made"));
        }
        findings.add(failed(ORDER.get(findings.size()), e));
    }

    private String acceptance(String shown) {
        return "curl -X POST -H 'Content-Type: application/json' -d '{\"fingerprint\": \"" + HostKeys.fingerprint(shown)
                + "\"}' " + wanted.base() + "/api/v1/fleets/" + wanted.fleet().name() + "/nodes/" + node.name()
                + "/host-key";
    }

    private void look(NodeConnection connection) throws NodeException, InterruptedException {
        var facts = connection.look(wanted.tools());
        var path = node.deployPath();
        if (!facts.writable()) {
            findings.add(Finding.bad(
                    "deploy-path",
                    path + " cannot be written",
                    "On the node, as root: mkdir -p " + path + " && chown " + node.user() + ": " + path));
            return;
        }
        findings.add(Finding.good(
                "deploy-path",
                path + " can be written; " + facts.freeBytes() / 1_000_000 + " MB are free; "
                        + (facts.current() == null ? "no release yet" : "on release " + facts.current())));
        findings.add(tools(facts));
        findings.add(SudoRights.check(node, connection, wanted.commands()));
        findings.add(health(connection, facts));
    }

    private Finding tools(NodeFacts facts) {
        if (!facts.missingTools().isEmpty()) {
            return Finding.bad(
                    "tools",
                    "not found: "
                            + String.join(
                                    ", ", facts.missingTools().stream().sorted().toList()),
                    "Install them on the node, or take them out of tools: in the pipeline");
        }
        if (!facts.canary()) {
            return Finding.bad(
                    "tools",
                    "a detached command does not outlive its connection",
                    "On the node, as root: loginctl enable-linger " + node.user()
                            + " (or KillUserProcesses=no in /etc/systemd/logind.conf)");
        }
        return Finding.good(
                "tools",
                wanted.tools().isEmpty() ? "the pipeline names none" : "found: " + String.join(", ", wanted.tools()));
    }

    private Finding health(NodeConnection connection, NodeFacts facts) throws InterruptedException {
        Fleet fleet = wanted.fleet();
        var check = fleet.health();
        var current = facts.current();
        if (check == null) {
            return Finding.skipped("health", "not checked: the fleet document has no health check");
        }
        if (current == null) {
            return Finding.skipped("health", "not checked: no release is on this node yet");
        }
        var verdict = health.probe(check, node, connection, current, PROBE);
        return verdict.passed()
                ? Finding.good("health", verdict.said())
                : Finding.bad(
                        "health",
                        verdict.said(),
                        "See whether the application runs on the node, and compare health: in the fleet document");
    }

    private static Finding failed(String check, NodeException e) {
        return Finding.bad(check, e.failure().sentence(), e.failure().next());
    }
}
