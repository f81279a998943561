package dev.slipway.fleet;

import dev.slipway.fleet.Fleet.PipelineChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a fleet document: {@code ARCHITECTURE.md} section 8 has an example. */
public final class FleetDocument {
    static final String NAME = "[a-z0-9][a-z0-9-]{0,62}";
    static final String NAME_RULE =
            "must be small letters, digits and hyphens, at most 63, and not begin with a hyphen";

    private static final List<String> FIELDS = List.of(
            "fleet",
            "application",
            "environment",
            "pipeline",
            "deployPath",
            "database",
            "ssh",
            "balancers",
            "nodes",
            "discovery",
            "health",
            "strategy",
            "keepReleases",
            "allowInterruption",
            "capacityTimeout",
            "approvals",
            "trust",
            "triggers",
            "supersede",
            "notifications",
            "windows");
    private static final List<String> LATER = List.of("duties", "stage", "deliver");
    private static final int KEEP = 5;
    private static final int KEEP_MOST = 1000;

    private FleetDocument() {}

    /** What reading a document came to. */
    public sealed interface Parsed {
        /** A document without mistakes. */
        record Right(Fleet fleet) implements Parsed {}

        /** All mistakes, in the order of the document. */
        record Wrong(List<Mistake> mistakes) implements Parsed {
            public Wrong {
                mistakes = List.copyOf(mistakes);
            }
        }
    }

    /** Reads YAML or JSON. */
    public static Parsed parse(String written, PipelineCheck pipelines) {
        String text = Document.plain(written);
        Mistakes mistakes = new Mistakes();
        Optional<Fleet> fleet =
                Document.read(text, mistakes).map(document -> read(document, text, pipelines, mistakes));
        return fleet.isPresent() && mistakes.none() ? new Parsed.Right(fleet.get()) : new Parsed.Wrong(mistakes.list());
    }

    /**
     * What of a document without mistakes begins deployments. No part of {@link Fleet}: a plan, and what people
     * approve, is the same whatever began it.
     */
    static Triggers triggers(String written) {
        return part(written, TriggerFields::read).orElse(Triggers.NONE);
    }

    /** Who is told what, of a document without mistakes. */
    static List<Notification> notifications(String written) {
        return part(written, NotificationFields::read).orElse(List.of());
    }

    /** Whose workflows may deploy without a secret, of a document without mistakes. */
    static List<TrustRule> trust(String written) {
        return part(written, TrustFields::read).orElse(List.of());
    }

    /** Where servers are looked up, of a document without mistakes. */
    static List<DiscoveryRule> discovery(String written) {
        return part(written, DiscoveryFields::read).orElse(List.of());
    }

    /** When deployments may begin, of a document without mistakes. */
    public static Windows windows(String written) {
        return part(written, WindowFields::read).orElse(Windows.NONE);
    }

    private static <T> Optional<T> part(String written, Function<Mapping, T> reader) {
        return Document.read(Document.plain(written), new Mistakes()).map(reader);
    }

    private static Fleet read(Mapping document, String text, PipelineCheck pipelines, Mistakes mistakes) {
        document.only(FIELDS, LATER);
        // For their mistakes: who begins a deployment, when, who is told of it, and where servers are looked up, is no
        // part of what runs.
        TriggerFields.read(document);
        WindowFields.read(document);
        TrustFields.read(document);
        NotificationFields.read(document);
        DiscoveryFields.read(document);
        String name = name(document, "fleet", "the fleet's name");
        String deployPath = path(document, document.required("deployPath", "where releases go on the nodes"));
        Map<String, BalancerSpec> balancers = BalancerFields.read(document);
        return new Fleet(
                name,
                name(document, "application", "what is deployed"),
                name(document, "environment", "where it runs, e.g. production"),
                pipeline(document, text, pipelines, mistakes),
                deployPath,
                document.text("database").orElse(name),
                balancers,
                new NodeFields(document, deployPath, balancers).read(),
                HealthFields.read(document).orElse(null),
                StrategyFields.read(document),
                document.number("keepReleases", 2, KEEP_MOST).orElse(KEEP),
                ApprovalFields.read(document).orElse(null));
    }

    static String name(Mapping mapping, String field, String whatFor) {
        return mapping.matching(field, NAME, NAME_RULE, mapping.required(field, whatFor));
    }

    /** Absolute, or relative to the login's home; never the root, and never up and out. */
    static String path(Mapping mapping, String path) {
        boolean out = List.of(path.split("/")).contains("..");
        if (out || path.matches("/+")) {
            mapping.mistake("deployPath", "must be a folder of its own, without ..");
        }
        return mapping.matching(
                "deployPath", "[A-Za-z0-9/._@+-]+", "may hold letters, digits and / . _ @ + - only", path);
    }

    private static PipelineChoice pipeline(Mapping document, String text, PipelineCheck pipelines, Mistakes mistakes) {
        Optional<Node> written = document.value("pipeline");
        if (written.isPresent() && written.get() instanceof MappingNode steps) {
            // Checked where it stands, so that the lines are those of the fleet document.
            mistakes.addAll(inField(pipelines.check(new PipelineChoice.InPlace(whereItStands(steps, text)))));
            return new PipelineChoice.InPlace(Document.write(steps));
        }
        PipelineChoice.Named named =
                new PipelineChoice.Named(name(document, "pipeline", "a pipeline's name, or its steps in place"));
        if (named.name().matches(NAME)) {
            pipelines.check(named).forEach(mistake -> document.mistake("pipeline", mistake.problem()));
        }
        return named;
    }

    private static List<Mistake> inField(List<Mistake> mistakes) {
        List<Mistake> renamed = new ArrayList<>();
        for (Mistake mistake : mistakes) {
            String field = mistake.field().isEmpty() ? "pipeline" : "pipeline." + mistake.field();
            renamed.add(new Mistake(mistake.line(), field, mistake.problem()));
        }
        return renamed;
    }

    private static String whereItStands(Node part, String text) {
        int begin = text.offsetByCodePoints(0, part.getStartMark().getIndex());
        int end = text.offsetByCodePoints(0, part.getEndMark().getIndex());
        return "\n".repeat(part.getStartMark().getLine())
                + " ".repeat(part.getStartMark().getColumn())
                + text.substring(begin, end);
    }
}
