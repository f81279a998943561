package dev.slipway.fleet;

import dev.slipway.audit.Audit;
import dev.slipway.audit.Change;
import dev.slipway.fleet.FleetDocument.Parsed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All fleets. A fleet is its document, with the host keys that people accepted. */
@ApplicationScoped
public class Fleets {
    private final FleetTable table;
    private final Audit audit;
    private final Instance<PipelineCheck> pipelineChecks;
    private final Instance<FleetUse> uses;
    private final DiscoveryTable found;

    Fleets(
            FleetTable table,
            DiscoveryTable found,
            Audit audit,
            @Any Instance<PipelineCheck> pipelineChecks,
            @Any Instance<FleetUse> uses) {
        this.table = table;
        this.found = found;
        this.audit = audit;
        this.pipelineChecks = pipelineChecks;
        this.uses = uses;
    }

    /** What came of putting a document. */
    public sealed interface Put {
        /** There was no such fleet before. */
        record Created(Fleet fleet) implements Put {}

        /** The document took another's place. */
        record Replaced(Fleet fleet) implements Put {}

        /** Nothing changed: the document is wrong. */
        record Mistakes(List<Mistake> mistakes) implements Put {
            public Mistakes {
                mistakes = List.copyOf(mistakes);
            }
        }

        /** Nothing changed: somebody works with the fleet. */
        record InUse(String why) implements Put {}
    }

    /** What came of removing a fleet. */
    public sealed interface Removal {
        /** It is gone. */
        record Removed() implements Removal {}

        /** There was none. */
        record Unknown() implements Removal {}

        /** Nothing changed: somebody works with the fleet. */
        record InUse(String why) implements Removal {}
    }

    /** Creates or replaces a fleet. */
    @Transactional
    public Put put(String name, String document, String actor) {
        Parsed parsed = FleetDocument.parse(document, this::pipelineMistakes);
        return switch (parsed) {
            case Parsed.Wrong(List<Mistake> mistakes) -> new Put.Mistakes(mistakes);
            case Parsed.Right(Fleet fleet)
            when !fleet.name().equals(name) ->
                new Put.Mistakes(List.of(
                        new Mistake(0, "fleet", "must be " + name + ", as in the address, not " + fleet.name())));
            case Parsed.Right(Fleet fleet) -> store(fleet, document, actor);
        };
    }

    /** The fleet of this name. */
    @Transactional
    public Optional<Fleet> find(String name) {
        return table.document(name).map(document -> read(name, document));
    }

    /** All fleets in the order of their names. */
    @Transactional
    public List<Fleet> list() {
        return table.documents().entrySet().stream()
                .map(entry -> read(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** What begins deployments of the fleet with nobody asking; nothing does when there is no such fleet. */
    @Transactional
    public Triggers triggers(String name) {
        return table.document(name).map(FleetDocument::triggers).orElse(Triggers.NONE);
    }

    /** Which fleets bring their newest release by the clock. */
    @Transactional
    public Map<String, List<ScheduleRule>> schedules() {
        return parts("schedule", document -> FleetDocument.triggers(document).schedules());
    }

    /** Who is told what of the fleet's deployments; of a fleet that is gone, nobody. */
    @Transactional
    public List<Notification> notifications(String name) {
        return table.document(name).map(FleetDocument::notifications).orElse(List.of());
    }

    /**
     * Whose workflows may deploy without a secret, by fleet. Cheap: only the documents that trust somebody are read.
     */
    @Transactional
    public Map<String, List<TrustRule>> trust() {
        return parts("trust", FleetDocument::trust);
    }

    /** The document as it was put. */
    @Transactional
    public Optional<String> document(String name) {
        return table.document(name);
    }

    /** Removes a fleet and its accepted host keys; the servers are left as they are. */
    @Transactional
    public Removal remove(String name, String actor) {
        Optional<String> document = table.lockedDocument(name);
        if (document.isEmpty()) {
            return new Removal.Unknown();
        }
        Optional<String> objection = objection(read(name, document.get()), null);
        if (objection.isPresent()) {
            return new Removal.InUse(objection.get());
        }
        table.remove(name);
        audit.record(new Change(actor, "fleet.remove", "fleet:" + name, "removed", document.get(), null));
        return new Removal.Removed();
    }

    /** Pins the host key of a node, in OpenSSH form; one that the document names comes before it. */
    @Transactional
    public void acceptHostKey(String fleet, String node, String key, String actor) {
        if (table.lockedDocument(fleet).isEmpty()) {
            throw new IllegalArgumentException("there is no fleet " + fleet);
        }
        table.putHostKey(fleet, node, key);
        audit.record(actor, "host-key.accept", "fleet:" + fleet + "/" + node, key);
    }

    /** A part of documents by fleet, where there is some. The word is in every document that has it. */
    private <T> Map<String, List<T>> parts(String word, Function<String, List<T>> reader) {
        Map<String, List<T>> parts = new LinkedHashMap<>();
        table.documentsWith(word).forEach((name, document) -> {
            List<T> part = reader.apply(document);
            if (!part.isEmpty()) {
                parts.put(name, part);
            }
        });
        return parts;
    }

    private Put store(Fleet fleet, String document, String actor) {
        Optional<String> was = table.lockedDocument(fleet.name());
        Optional<Fleet> before = was.map(text -> read(fleet.name(), text));
        if (before.isPresent()) {
            Fleet after = withFound(fleet, document);
            Optional<String> objection = objection(before.get(), after);
            if (objection.isPresent()) {
                return new Put.InUse(objection.get());
            }
            forgetKeysOfOtherServers(before.get(), after);
        }
        table.put(fleet.name(), document);
        table.putWindows(fleet.name(), FleetDocument.windows(document));
        audit.record(new Change(
                actor,
                before.isPresent() ? "fleet.replace" : "fleet.create",
                "fleet:" + fleet.name(),
                fleet.nodes().size() + " nodes",
                was.orElse(null),
                document));
        found.only(
                fleet.name(),
                FleetDocument.discovery(document).stream()
                        .map(DiscoveryRule::source)
                        .toList());
        Fleet stored = withAcceptedKeys(withFound(fleet, document));
        return before.isPresent() ? new Put.Replaced(stored) : new Put.Created(stored);
    }

    /** A key was accepted for one server; under the same name at another address it says nothing. */
    void forgetKeysOfOtherServers(Fleet before, Fleet after) {
        for (Node old : before.nodes()) {
            boolean same = after.node(old.name())
                    .filter(node -> node.host().equals(old.host())
                            && node.port() == old.port()
                            && Objects.equals(node.jump(), old.jump()))
                    .isPresent();
            if (!same) {
                table.removeHostKey(before.name(), old.name());
            }
        }
    }

    Optional<String> objection(Fleet before, @Nullable Fleet after) {
        return uses.stream()
                .flatMap(use -> use.objection(before, after).stream())
                .findFirst();
    }

    private List<Mistake> pipelineMistakes(Fleet.PipelineChoice choice) {
        return pipelineChecks.stream()
                .flatMap(check -> check.check(choice).stream())
                .toList();
    }

    /** Pipelines are not checked again: one that was removed meanwhile must not hide the fleet. */
    private Fleet read(String name, String document) {
        return switch (FleetDocument.parse(document, _ -> List.of())) {
            case Parsed.Right(Fleet fleet) -> withAcceptedKeys(withFound(fleet, document));
            case Parsed.Wrong(List<Mistake> mistakes) ->
                throw new IllegalStateException("the stored document of " + name + " cannot be read: " + mistakes);
        };
    }

    /** With the servers that its discovery found. */
    private Fleet withFound(Fleet fleet, String document) {
        if (!document.contains("discovery")) {
            return fleet;
        }
        List<Node> nodes = new ArrayList<>(fleet.nodes());
        for (DiscoveryRule rule : FleetDocument.discovery(document)) {
            nodes.addAll(found.nodes(fleet.name(), rule)
                    .beside(nodes, rule, fleet.balancers())
                    .nodes());
        }
        return fleet.withNodes(nodes);
    }

    private Fleet withAcceptedKeys(Fleet fleet) {
        Map<String, String> accepted = table.hostKeys(fleet.name());
        List<Node> nodes = fleet.nodes().stream()
                .map(node -> {
                    String key = accepted.get(node.name());
                    return node.hostKey() != null || key == null ? node : node.withHostKey(key);
                })
                .toList();
        return fleet.withNodes(nodes);
    }
}
