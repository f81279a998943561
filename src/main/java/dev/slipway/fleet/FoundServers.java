package dev.slipway.fleet;

import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.fleet.DiscoveryTable.Look;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the sources of servers that fleet documents name have shown, and the nodes that come of it. */
@ApplicationScoped
public class FoundServers {
    private static final String BY = "slipway:discovery";

    private final Fleets fleets;
    private final FleetTable table;
    private final DiscoveryTable found;
    private final Audit audit;
    private final InstantSource clock;

    FoundServers(Fleets fleets, FleetTable table, DiscoveryTable found, Audit audit, InstantSource clock) {
        this.fleets = fleets;
        this.table = table;
        this.found = found;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What a source shows.
     *
     * @param sure whether it answers for a thing that there is, so that even no server at all is believed. A tag that
     *     nothing has may as well be a mistake
     * @param ours whether it is a balancer's list, from which Slipway takes servers itself: one that is out of rotation
     *     by us is missing there, and is not gone
     */
    public record Shown(List<SeenServer> servers, boolean sure, boolean ours) {
        public Shown {
            servers = List.copyOf(servers);
        }
    }

    /**
     * How it stands with one source.
     *
     * @param lookedAt null: it was not asked yet
     * @param answeredAt null: it never answered
     * @param problem why nothing was taken over at the last look; null: nothing is wrong
     * @param leftOut servers that are no nodes, and why
     */
    public record Standing(
            DiscoveryRule rule,
            @Nullable Instant lookedAt,
            @Nullable Instant answeredAt,
            @Nullable String problem,
            List<Node> nodes,
            List<String> leftOut) {}

    /** The rules of each fleet that has some. */
    @Transactional
    public Map<String, List<DiscoveryRule>> rules() {
        Map<String, List<DiscoveryRule>> rules = new LinkedHashMap<>();
        table.documentsWith("discovery").forEach((name, document) -> {
            List<DiscoveryRule> own = FleetDocument.discovery(document);
            if (!own.isEmpty()) {
                rules.put(name, own);
            }
        });
        return rules;
    }

    /** How it stands with each source of the fleet; none when there is no such fleet. */
    @Transactional
    public List<Standing> standing(String fleet) {
        var known = fleets.find(fleet);
        if (known.isEmpty()) {
            return List.of();
        }
        var document = table.document(fleet).orElse("");
        var others = new ArrayList<>(known.get().nodes().stream()
                .filter(node -> node.discovered() == null)
                .toList());
        var all = new ArrayList<Standing>();
        for (var rule : FleetDocument.discovery(document)) {
            var look = found.look(fleet, rule);
            var nodes = look.map(Look::found)
                    .orElseGet(() -> FoundNodes.none(rule))
                    .beside(others, rule, known.get().balancers());
            others.addAll(nodes.nodes());
            all.add(new Standing(
                    rule,
                    look.map(Look::at).orElse(null),
                    look.map(Look::answered).orElse(null),
                    look.map(Look::problem).orElse(null),
                    nodes.nodes(),
                    nodes.leftOut()));
        }
        return all;
    }

    /** Its servers that wait to be told that they are ready, by the node's name. */
    @Transactional
    public Map<String, SeenServer> waiting(String fleet, DiscoveryRule rule) {
        return found.nodes(fleet, rule).servers().stream()
                .filter(server -> server.seen().stage() == SeenServer.Stage.WAITING)
                .collect(Collectors.toMap(FoundServer::node, FoundServer::seen));
    }

    /**
     * Takes over what the source shows. A node that a deployment works on stays until that is over.
     *
     * @param patience how long a server may be missing before it is gone
     * @param out nodes that Slipway has out of rotation
     */
    @Transactional
    public void shown(String fleet, DiscoveryRule rule, Shown shown, Duration patience, Set<String> out) {
        if (!stillThere(fleet, rule)) {
            return;
        }
        var now = clock.instant();
        var before = fleets.find(fleet).orElseThrow();
        var was = found.nodes(fleet, rule);
        var next = was.after(rule, shown, patience, shown.ours() ? out : Set.of(), now);
        var problem =
                shown.servers().isEmpty() && !shown.sure() && !was.servers().isEmpty()
                        ? "it shows no server at all, which may be a mistake: those that it showed before stay nodes. Mend what"
                                + " it looks for, or take this source out of the document"
                        : null;
        found.put(fleet, rule, new Look(next, now, now, problem));
        var after = fleets.find(fleet).orElseThrow();
        if (after.nodes().equals(before.nodes())) {
            return;
        }
        var objection = fleets.objection(before, after);
        if (objection.isPresent()) {
            found.put(fleet, rule, new Look(was, now, now, "what changed waits: " + objection.get()));
            return;
        }
        fleets.forgetKeysOfOtherServers(before, after);
        audit.record(new Change(
                BY,
                "fleet.discover",
                "fleet:" + fleet,
                rule.source() + ": " + before.nodes().size() + " nodes became "
                        + after.nodes().size(),
                names(before),
                names(after)));
    }

    /** Writes down why the source could not be asked; what it showed before stays. */
    @Transactional
    public void failed(String fleet, DiscoveryRule rule, String problem) {
        if (stillThere(fleet, rule)) {
            var was = found.look(fleet, rule);
            found.put(
                    fleet,
                    rule,
                    new Look(
                            was.map(Look::found).orElseGet(() -> FoundNodes.none(rule)),
                            clock.instant(),
                            was.map(Look::answered).orElse(null),
                            problem));
        }
    }

    /** Somebody may have put another document while the source was asked. */
    private boolean stillThere(String fleet, DiscoveryRule rule) {
        return table.lockedDocument(fleet)
                .map(FleetDocument::discovery)
                .orElse(List.of())
                .contains(rule);
    }

    private static String names(Fleet fleet) {
        return fleet.nodes().stream()
                .map(node -> node.name() + " " + node.host())
                .collect(Collectors.joining("\n"));
    }
}
