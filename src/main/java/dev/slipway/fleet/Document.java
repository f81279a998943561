package dev.slipway.fleet;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads YAML, of which JSON is a part, into a tree of plain data with the lines kept. Nothing is ever constructed. */
final class Document {
    private static final int MOST_CHARACTERS = 1_000_000;

    private Document() {}

    /** The document's mapping; empty when there is none, and the mistakes say why. */
    static Optional<Mapping> read(String text, Mistakes mistakes) {
        return read(text, MOST_CHARACTERS, mistakes);
    }

    /** As above, of a text that may be longer. */
    static Optional<Mapping> read(String text, int most, Mistakes mistakes) {
        try {
            LoaderOptions options = new LoaderOptions();
            options.setCodePointLimit(most);
            Node root = new Yaml(options).compose(new StringReader(text));
            if (!(root instanceof MappingNode mapping)) {
                mistakes.addAll(List.of(new Mistake(1, "", "the document must be a mapping of fields")));
                return Optional.empty();
            }
            return hasAnchors(root, mistakes) ? Optional.empty() : Optional.of(new Mapping(mapping, "", mistakes));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            mistakes.addAll(List.of(new Mistake(line, "", inWords(e.getProblem()))));
        } catch (YAMLException e) {
            mistakes.addAll(List.of(new Mistake(0, "", inWords(e.getMessage()))));
        }
        return Optional.empty();
    }

    /** This part of a document as a document of its own. */
    static String write(Node node) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        StringWriter text = new StringWriter();
        new Yaml(options).serialize(node, text);
        return text.toString();
    }

    /** JSON has two things that YAML has not: indentation by tabs, and the escape of a slash. */
    static String plain(String text) {
        return text.stripLeading().startsWith("{")
                ? text.replace('\t', ' ').replaceAll("(?<!\\\\)((?:\\\\{2})*)\\\\/", "$1/")
                : text;
    }

    private static String inWords(@Nullable String problem) {
        String said = problem == null ? "not readable" : problem;
        return said.contains("TAB")
                ? "YAML cannot be indented with tabs: use spaces"
                : "this is neither YAML nor JSON: " + said;
    }

    private static boolean hasAnchors(Node root, Mistakes mistakes) {
        return hasAnchors(root, mistakes, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static boolean hasAnchors(Node node, Mistakes mistakes, Set<Node> seen) {
        if (node.getAnchor() != null) {
            mistakes.add(node.getStartMark(), "", "anchors and aliases (& and *) are not allowed: write it out");
            return true;
        }
        if (!seen.add(node)) {
            return false;
        }
        return switch (node) {
            case MappingNode mapping ->
                mapping.getValue().stream().anyMatch(tuple -> hasAnchors(tuple, mistakes, seen));
            case SequenceNode list -> list.getValue().stream().anyMatch(item -> hasAnchors(item, mistakes, seen));
            default -> false;
        };
    }

    private static boolean hasAnchors(NodeTuple tuple, Mistakes mistakes, Set<Node> seen) {
        return hasAnchors(tuple.getKeyNode(), mistakes, seen) || hasAnchors(tuple.getValueNode(), mistakes, seen);
    }
}
