package dev.slipway.fleet;

import dev.slipway.fleet.FoundServers.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one rule found, and the nodes that come of it. A server keeps its name as long as it is there, in the order in
 * which they came.
 *
 * @param template the rule's name for nodes when these were named
 */
record FoundNodes(String template, List<FoundServer> servers) {
    FoundNodes {
        servers = List.copyOf(servers);
    }

    /** Nodes, and which servers are none, with the reason. */
    record Nodes(List<Node> nodes, List<String> leftOut) {}

    /** Nothing was found yet. */
    static FoundNodes none(DiscoveryRule rule) {
        return new FoundNodes(rule.name(), List.of());
    }

    /**
     * With what the source shows now.
     *
     * @param patience how long a server may be missing before it is gone
     * @param stay nodes that are missing for a reason, and stay
     */
    FoundNodes after(DiscoveryRule rule, Shown answer, Duration patience, Set<String> stay, Instant now) {
        var seen = answer.servers();
        var shown = new LinkedHashMap<String, SeenServer>();
        seen.forEach(server -> shown.put(server.id(), server));
        var kept = new ArrayList<FoundServer>();
        var believed = answer.sure() || !seen.isEmpty();
        var renamed = !template.equals(rule.name());
        var names = new HashSet<String>();
        for (var known : servers) {
            var server = shown.remove(known.seen().id());
            var next = next(known, server, believed && !stay.contains(known.node()), patience, now);
            if (next != null) {
                var named = renamed
                        ? new FoundServer(free(rule, next.seen(), names), next.seen(), next.missingSince())
                        : next;
                names.add(named.node());
                kept.add(named);
            }
        }
        for (var server : shown.values()) {
            if (server.stage() != SeenServer.Stage.LEAVING) {
                var name = free(rule, server, names);
                names.add(name);
                kept.add(new FoundServer(name, server, null));
            }
        }
        return new FoundNodes(rule.name(), kept);
    }

    private static @Nullable FoundServer next(
            FoundServer known, @Nullable SeenServer server, boolean believed, Duration patience, Instant now) {
        if (server != null) {
            return server.stage() == SeenServer.Stage.LEAVING ? null : new FoundServer(known.node(), server, null);
        }
        if (!believed) {
            return known;
        }
        var since = known.missingSince() == null ? now : known.missingSince();
        return now.isBefore(since.plus(patience)) ? new FoundServer(known.node(), known.seen(), since) : null;
    }

    private static String free(DiscoveryRule rule, SeenServer server, Set<String> taken) {
        var name = rule.nodeName(server);
        return taken.contains(name) ? rule.otherName(server) : name;
    }

    /** The nodes that come of it beside those that there are; one that stands in the document comes first. */
    Nodes beside(List<Node> there, DiscoveryRule rule, Map<String, BalancerSpec> balancers) {
        var names = new HashSet<String>();
        var hosts = new HashSet<String>();
        var taken = new HashSet<String>();
        for (var node : there) {
            names.add(node.name());
            hosts.add(node.host());
            node.members().forEach((balancer, member) -> taken.add(balancer + "/" + member));
        }
        var nodes = new ArrayList<Node>();
        var leftOut = new ArrayList<String>();
        for (var found : servers) {
            var host = rule.host(found.seen());
            var members = members(rule, found.seen());
            var problem = host == null || host.isBlank()
                    ? "has no " + (rule.publicAddress() ? "public" : "private") + " address"
                    : problem(found, host, members, balancers, names, hosts, taken);
            if (host == null || problem != null) {
                leftOut.add(found.seen().id() + " " + problem);
                continue;
            }
            names.add(found.node());
            hosts.add(host);
            members.forEach((balancer, member) -> taken.add(balancer + "/" + member));
            nodes.add(rule.node(found, host, members));
        }
        return new Nodes(nodes, leftOut);
    }

    private static Map<String, String> members(DiscoveryRule rule, SeenServer server) {
        var members = new HashMap<String, String>();
        rule.members().forEach((balancer, text) -> members.put(balancer, rule.filled(text, server)));
        return members;
    }

    private static @Nullable String problem(
            FoundServer found,
            String host,
            Map<String, String> members,
            Map<String, BalancerSpec> balancers,
            Set<String> names,
            Set<String> hosts,
            Set<String> taken) {
        if (!host.matches(NodeFields.HOST)) {
            return "has the address " + host + ", which is none";
        }
        if (hosts.contains(host)) {
            return "is a node already, at " + host;
        }
        if (names.contains(found.node())) {
            return "would be named " + found.node() + ", as another node is";
        }
        for (var member : members.entrySet()) {
            var mistake = Optional.ofNullable(balancers.get(member.getKey()))
                    .flatMap(spec -> BalancerFields.memberMistake(spec, member.getValue()));
            if (mistake.isPresent()) {
                return "would be the member " + member.getValue() + " of " + member.getKey() + ", which "
                        + mistake.get();
            }
            if (taken.contains(member.getKey() + "/" + member.getValue())) {
                return "would be the member " + member.getValue() + " of " + member.getKey() + ", as another node is";
            }
        }
        return null;
    }
}
