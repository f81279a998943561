package dev.slipway.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code nodes} and {@code ssh}; what a node does not say comes from the fleet. */
final class NodeFields {
    private static final List<String> SSH = List.of("user", "port", "key", "keyFile", "jump");
    private static final List<String> FIELDS = List.of(
            "name",
            "host",
            "port",
            "user",
            "key",
            "keyFile",
            "jump",
            "deployPath",
            "hostKey",
            "labels",
            "members",
            "healthPort");
    private static final int SSH_PORT = 22;
    static final int LAST_PORT = 65535;
    static final String USER = "[A-Za-z0-9_][A-Za-z0-9_.-]*[$]?";
    static final String HOST = "[A-Za-z0-9_:][A-Za-z0-9_.:%-]*";
    private static final String JUMP = "[A-Za-z0-9_][A-Za-z0-9_.:@%\\[\\],-]*";

    private final Mapping document;
    private final String deployPath;
    private final Map<String, BalancerSpec> balancers;
    private final Optional<Mapping> ssh;

    NodeFields(Mapping document, String deployPath, Map<String, BalancerSpec> balancers) {
        this.document = document;
        this.deployPath = deployPath;
        this.balancers = balancers;
        this.ssh = document.mapping("ssh");
    }

    List<Node> read() {
        ssh.ifPresent(this::checkSsh);
        boolean others = document.has("discovery");
        if (!document.has("nodes") && !others) {
            document.missing("nodes", "at least one server (or discovery, where servers are looked up)");
        }
        List<Mapping> written = document.mappings("nodes");
        if (document.has("nodes") && written.isEmpty() && !others) {
            document.mistake("nodes", "must be a list of at least one server");
        }
        Set<String> names = new HashSet<>();
        Set<String> members = new HashSet<>();
        List<Node> nodes = new ArrayList<>();
        for (Mapping node : written) {
            nodes.add(node(node, names, members));
        }
        return nodes;
    }

    /** How servers are entered that are found; the user is empty where the document does not say all of it. */
    static DiscoveryRule.Login ofFound(Mapping document) {
        NodeFields fields = new NodeFields(document, "", Map.of());
        Optional<Mapping> ssh = fields.ssh;
        Optional<KeyRef> key = fields.sshKey();
        return new DiscoveryRule.Login(
                key.isEmpty() ? "" : ssh.flatMap(all -> all.text("user")).orElse(""),
                fields.port(),
                key.orElseGet(NodeFields::none),
                ssh.flatMap(all -> all.text("jump")).orElse(null),
                document.text("deployPath").orElse(""));
    }

    private void checkSsh(Mapping fields) {
        fields.only(SSH);
        login(fields);
        key(fields);
        fields.number("port", 1, LAST_PORT);
    }

    private Node node(Mapping node, Set<String> names, Set<String> members) {
        node.only(FIELDS);
        String name = FleetDocument.name(node, "name", "the server's name");
        if (!name.isEmpty() && !names.add(name)) {
            node.mistake("name", "another node has this name");
        }
        String host = node.matching(
                "host", HOST, "must be a host name or an IP address", node.required("host", "the server's address"));
        String user = login(node).or(() -> ssh.flatMap(all -> all.text("user"))).orElse("");
        if (user.isEmpty() && !node.has("user")) {
            node.missing("user", "the login, here or in ssh.user");
        }
        return new Node(
                name,
                host,
                node.number("port", 1, LAST_PORT).orElseGet(this::port),
                user,
                nodeKey(node),
                node.text("jump").or(() -> ssh.flatMap(all -> all.text("jump"))).orElse(null),
                node.text("deployPath")
                        .map(path -> FleetDocument.path(node, path))
                        .orElse(deployPath),
                hostKey(node),
                node.textMap("labels"),
                members(node, members),
                node.number("healthPort", 1, LAST_PORT).orElse(null));
    }

    private int port() {
        return ssh.filter(all -> all.text("port").orElse("").matches("[0-9]{1,5}"))
                .flatMap(all -> all.text("port"))
                .map(Integer::parseInt)
                .orElse(SSH_PORT);
    }

    private static Optional<String> login(Mapping fields) {
        fields.text("jump")
                .ifPresent(jump -> fields.matching("jump", JUMP, "must be user@host or user@host:port", jump));
        return fields.text("user").map(user -> fields.matching("user", USER, "must be a login name", user));
    }

    private static Optional<KeyRef> key(Mapping fields) {
        if (fields.has("key") && fields.has("keyFile")) {
            fields.mistake("keyFile", "either key or keyFile, not both");
        }
        Optional<KeyRef> file = fields.text("keyFile").map(KeyRef.File::new);
        return fields.text("key")
                .<KeyRef>map(name ->
                        new KeyRef.Stored(fields.matching("key", FleetDocument.NAME, FleetDocument.NAME_RULE, name)))
                .or(() -> file);
    }

    /** The fleet's own; what is wrong with it was noted where {@code ssh} is checked. */
    private Optional<KeyRef> sshKey() {
        Optional<KeyRef> file = ssh.flatMap(all -> all.text("keyFile")).map(KeyRef.File::new);
        return ssh.flatMap(all -> all.text("key"))
                .<KeyRef>map(KeyRef.Stored::new)
                .or(() -> file);
    }

    private KeyRef nodeKey(Mapping node) {
        Optional<KeyRef> key = key(node);
        if (key.isPresent()) {
            return key.get();
        }
        if (ssh.isPresent() && (ssh.get().has("key") || ssh.get().has("keyFile"))) {
            return sshKey().orElseGet(NodeFields::none);
        }
        if (!node.has("key") && !node.has("keyFile")) {
            node.missing("key", "the SSH key's name, here or in ssh.key (or a path in keyFile)");
        }
        return none();
    }

    /** Stands where a mistake was noted; such a fleet is never handed out. */
    private static KeyRef none() {
        return new KeyRef.Stored("");
    }

    /** A key that a server must show; null: none is written. */
    static @Nullable String hostKey(Mapping fields) {
        Optional<String> key = fields.text("hostKey").map(String::strip);
        if (key.isPresent() && !HostKeys.isKey(key.get())) {
            fields.mistake("hostKey", "must be as in known_hosts: ssh-ed25519 AAAA…");
        }
        return key.orElse(null);
    }

    private Map<String, String> members(Mapping node, Set<String> taken) {
        Map<String, String> members = new HashMap<>(node.textMap("members"));
        members.forEach((balancer, member) -> {
            BalancerSpec spec = balancers.get(balancer);
            if (spec == null && document.has("balancers")) {
                String hint = Nearest.hint(balancer, List.copyOf(balancers.keySet()));
                node.mistake("members", "there is no balancer " + balancer + hint);
            } else if (spec == null) {
                node.mistake("members", "there is no balancer " + balancer + ": balancers names none");
            }
            if (spec != null) {
                BalancerFields.memberMistake(spec, member)
                        .ifPresent(mistake -> node.mistake("members", "the member of " + balancer + " " + mistake));
            }
            if (!taken.add(balancer + "/" + member)) {
                node.mistake("members", "another node is already the member " + member + " of " + balancer);
            }
        });
        return members;
    }
}
