package dev.slipway.fleet;

import dev.slipway.fleet.SeenServer.Stage;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where servers of a fleet are looked up, and what kind of nodes they become.
 *
 * @param source its name within the document, from what it looks up: {@code auto-scaling-group shop}
 * @param from {@code aws-target-group}, {@code ec2-tags}, …
 * @param options what that takes, already checked
 * @param tags that a server must have, where tags are looked up
 * @param name how its node is called, with placeholders in braces
 * @param members balancer → member, with placeholders in braces
 * @param publicAddress whether the node is reached at its public address
 * @param firstKey whether the host key that a server shows first is believed without a person
 */
public record DiscoveryRule(
        String source,
        String from,
        Map<String, String> options,
        List<String> endpoints,
        Map<String, String> tags,
        String name,
        Map<String, String> members,
        Map<String, String> labels,
        boolean publicAddress,
        boolean firstKey,
        Login login) {
    /** What may stand in braces. */
    static final List<String> PLACEHOLDERS = List.of("id", "name", "host", "port", "zone");

    static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final int LONGEST_NAME = 63;

    /** How its nodes are entered: the fleet's {@code ssh}. */
    public record Login(
            String user, int port, KeyRef key, @Nullable String jump, String deployPath) {}

    public DiscoveryRule {
        options = Map.copyOf(options);
        endpoints = List.copyOf(endpoints);
        tags = Map.copyOf(tags);
        members = Map.copyOf(members);
        labels = Map.copyOf(labels);
    }

    /** An option that the document's check demanded. */
    public String needed(String option) {
        return Optional.ofNullable(options.get(option))
                .orElseThrow(() -> new IllegalStateException(source + " has no " + option));
    }

    /** Where a server is reached; null: it has no such address. */
    @Nullable String host(SeenServer server) {
        return publicAddress ? server.publicAddress() : server.privateAddress();
    }

    /** A node's name for this server: small letters, digits and hyphens, whatever it is called elsewhere. */
    String nodeName(SeenServer server) {
        return legal(filled(name, server), server);
    }

    /** The same for one whose name another has already. */
    String otherName(SeenServer server) {
        return legal(filled(name, server) + "-" + server.id(), server);
    }

    private static String legal(String written, SeenServer server) {
        var plain = plain(written);
        return plain.isEmpty() ? plain("server-" + server.id()) : plain;
    }

    private static String plain(String written) {
        var plain =
                written.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-").replaceAll("^-+", "");
        return (plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain).replaceAll("-+$", "");
    }

    /** The node that this server is. */
    Node node(FoundServer found, String host, Map<String, String> itsMembers) {
        var server = found.seen();
        return new Node(
                found.node(),
                host,
                login.port(),
                login.user(),
                login.key(),
                login.jump(),
                login.deployPath(),
                null,
                labelsOf(server),
                itsMembers,
                null,
                new Discovered(source, server.id(), server.stage() != Stage.THERE));
    }

    private Map<String, String> labelsOf(SeenServer server) {
        var all = new HashMap<String, String>();
        if (server.zone() != null) {
            all.put("zone", server.zone());
        }
        all.putAll(labels);
        return all;
    }

    /** The text with what is known of the server in it; what is not known is left out. */
    String filled(String text, SeenServer server) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found.group(1), server)));
    }

    private String value(String placeholder, SeenServer server) {
        Object known =
                switch (placeholder) {
                    case "id" -> server.id();
                    case "name" -> server.name();
                    case "host" -> host(server);
                    case "port" -> server.port();
                    default -> server.zone();
                };
        return known == null ? "" : known.toString();
    }
}
