package dev.slipway.pipeline;

import dev.slipway.fleet.Mistake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML, or JSON, which is YAML too, into typed values and gathers every mistake on the way.
 *
 * <p>It stops at the nodes that the parser composes, which know their lines; no object is ever constructed from a
 * document.
 */
final class PipelineReader {
    private static final int MAX_CHARACTERS = 256 * 1024;
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.TIMESTAMP);

    private final List<Mistake> mistakes = new ArrayList<>();

    /**
     * One field's value.
     *
     * @param path e.g. {@code prepare[1].run}
     */
    record Value(Node node, String path) {
        int line() {
            return node.getStartMark().getLine() + 1;
        }
    }

    /** The fields of a mapping; those that are not known were reported and are not among them. */
    record Fields(Value owner, Map<String, Value> byName) {
        @Nullable Value get(String name) {
            return byName.get(name);
        }
    }

    List<Mistake> mistakes() {
        return mistakes;
    }

    void mistake(Value where, String problem) {
        mistakes.add(new Mistake(where.line(), where.path(), problem));
    }

    /** The whole document; null when it cannot be read at all, which was reported. */
    @Nullable Value document(String text) {
        var options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(20);
        options.setMaxAliasesForCollections(20);
        options.setAllowRecursiveKeys(false);
        try {
            Node node = new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options)
                    .getSingleNode();
            if (node != null) {
                return new Value(node, "");
            }
            mistakes.add(new Mistake(0, "", "The document is empty"));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            mistakes.add(new Mistake(line, "", "This is not sound YAML: " + e.getProblem()));
        } catch (YAMLException e) {
            mistakes.add(new Mistake(0, "", "This is not sound YAML: " + e.getMessage()));
        }
        return null;
    }

    /** The value's fields; null when it is no mapping, which was reported. */
    @Nullable Fields fields(Value value, List<String> known) {
        if (!(value.node() instanceof MappingNode mapping)) {
            mistake(value, "must be fields with values, like " + known.getFirst() + ": …");
            return null;
        }
        Map<String, Value> byName = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
            var field = new Value(tuple.getValueNode(), value.path().isEmpty() ? name : value.path() + "." + name);
            var at = new Value(tuple.getKeyNode(), field.path());
            if (!known.contains(name)) {
                mistake(at, "is not a known field; known here are " + String.join(", ", known));
            } else if (byName.putIfAbsent(name, field) != null) {
                mistake(at, "is given twice");
            }
        }
        return new Fields(value, byName);
    }

    /** The text of a field that must be there; null when it is not, which was reported. */
    @Nullable String requiredText(Fields fields, String name) {
        Value value = fields.get(name);
        if (value == null) {
            String path = fields.owner().path();
            mistake(new Value(fields.owner().node(), path.isEmpty() ? name : path + "." + name), "is missing");
            return null;
        }
        return text(value);
    }

    /** The value as text; null when it is none, or is blank, which was reported. */
    @Nullable String text(Value value) {
        if (!(value.node() instanceof ScalarNode scalar) || !PLAIN.contains(scalar.getTag())) {
            mistake(value, isNothing(value) ? "must not be empty" : "must be text");
            return null;
        }
        if (scalar.getValue().isBlank()) {
            mistake(value, "must not be empty");
            return null;
        }
        return scalar.getValue();
    }

    /** The elements of a list that may be left out or left empty. */
    List<Value> list(Fields fields, String name) {
        Value value = fields.get(name);
        if (value == null || isNothing(value)) {
            return List.of();
        }
        if (!(value.node() instanceof SequenceNode sequence)) {
            mistake(value, "must be a list");
            return List.of();
        }
        List<Value> elements = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            elements.add(new Value(element, value.path() + "[" + elements.size() + "]"));
        }
        return elements;
    }

    boolean yes(Fields fields, String name) {
        Value value = fields.get(name);
        if (value == null) {
            return false;
        }
        if (value.node() instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
            switch (scalar.getValue()) {
                case "true" -> {
                    return true;
                }
                case "false" -> {
                    return false;
                }
                default -> {} // YAML's other words for it, like "on", are not worth their surprises
            }
        }
        mistake(value, "must be true or false");
        return false;
    }

    Duration duration(Fields fields, String name, Duration usual, Duration most) {
        Value value = fields.get(name);
        String text = value == null ? null : text(value);
        if (value == null || text == null) {
            return usual;
        }
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            mistake(value, "must be a duration like 500ms, 30s, 10m or 1h");
            return usual;
        }
        long number = Long.parseLong(matcher.group(1));
        Duration duration =
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                };
        if (duration.isZero() || duration.compareTo(most) > 0) {
            mistake(value, "must be longer than nothing and at most " + most.toHours() + "h");
            return usual;
        }
        return duration;
    }

    static boolean isNothing(Value value) {
        return value.node() instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }
}
