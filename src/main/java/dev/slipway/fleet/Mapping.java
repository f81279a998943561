package dev.slipway.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A mapping of a document, read field by field. A wrong field is noted as a mistake and reads as its default. */
final class Mapping {
    private final MappingNode node;
    private final String path;
    private final Mistakes mistakes;
    private final Map<String, Node> fields = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();

    Mapping(MappingNode node, String path, Mistakes mistakes) {
        this.node = node;
        this.path = path;
        this.mistakes = mistakes;
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                mistakes.add(tuple.getKeyNode().getStartMark(), path, "a field's name must be a text");
            } else if (fields.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
                mistakes.add(key.getStartMark(), at(key.getValue()), "this field is there twice");
            } else {
                keys.put(key.getValue(), key);
            }
        }
    }

    /** Every field that is not one of these is a mistake. */
    void only(List<String> known) {
        only(known, List.of());
    }

    /** As {@link #only(List)}, with names that a later version will understand. */
    void only(List<String> known, List<String> later) {
        keys.forEach((name, key) -> {
            if (later.contains(name)) {
                mistakes.add(key.getStartMark(), at(name), "not supported yet by this version: leave it out");
            } else if (!known.contains(name)) {
                mistakes.add(key.getStartMark(), at(name), "unknown field" + Nearest.hint(name, known));
            }
        });
    }

    boolean has(String name) {
        return value(name).isPresent();
    }

    /** The line of a field, counted from 1. */
    int line(String name) {
        Node where = keys.get(name);
        return (where == null ? node : where).getStartMark().getLine() + 1;
    }

    List<String> names() {
        return List.copyOf(fields.keySet());
    }

    Optional<Node> value(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !Tag.NULL.equals(value.getTag()));
    }

    Optional<String> text(String name) {
        return value(name).flatMap(value -> scalar(value, at(name)));
    }

    /** Empty text when it is missing, which is a mistake. */
    String required(String name, String whatFor) {
        if (!has(name)) {
            missing(name, whatFor);
        }
        return text(name).orElse("");
    }

    void missing(String name, String whatFor) {
        mistakes.add(node.getStartMark(), at(name), "missing: " + whatFor);
    }

    void mistake(String name, String problem) {
        Node where = keys.get(name);
        mistakes.add((where == null ? node : where).getStartMark(), at(name), problem);
    }

    /** A text that must look like this. */
    String matching(String name, String pattern, String problem, String text) {
        if (!text.isEmpty() && !text.matches(pattern)) {
            mistake(name, problem);
        }
        return text;
    }

    Optional<Integer> number(String name, int least, int most) {
        return read(name, "a whole number from " + least + " to " + most, text -> {
            int number = Integer.parseInt(text);
            return number >= least && number <= most ? Optional.of(number) : Optional.empty();
        });
    }

    Optional<Boolean> flag(String name) {
        return read(name, "true or false", text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    Optional<Duration> duration(String name, Duration least) {
        return read(
                name,
                "a time such as 500ms, 30s, 10m or 1h, at least " + Durations.write(least),
                text -> Durations.read(text).filter(duration -> duration.compareTo(least) >= 0));
    }

    <E> Optional<E> choice(String name, Map<String, E> choices) {
        return read(
                name,
                "one of " + String.join(", ", new TreeSet<>(choices.keySet())),
                text -> Optional.ofNullable(choices.get(text)));
    }

    Optional<Mapping> mapping(String name) {
        return value(name).flatMap(value -> asMapping(value, at(name)));
    }

    /** The items of a list of mappings, each with its own path. */
    List<Mapping> mappings(String name) {
        List<Mapping> items = new ArrayList<>();
        List<Node> nodes = items(name);
        for (int i = 0; i < nodes.size(); i++) {
            asMapping(nodes.get(i), at(name) + "[" + i + "]").ifPresent(items::add);
        }
        return items;
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        List<Node> nodes = items(name);
        for (int i = 0; i < nodes.size(); i++) {
            scalar(nodes.get(i), at(name) + "[" + i + "]").ifPresent(texts::add);
        }
        return texts;
    }

    Map<String, String> textMap(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        mapping(name).ifPresent(inner -> inner.names()
                .forEach(key -> inner.text(key).ifPresent(text -> texts.put(key, text))));
        return texts;
    }

    private List<Node> items(String name) {
        Optional<Node> value = value(name);
        if (value.isPresent() && !(value.get() instanceof SequenceNode)) {
            mistakes.add(value.get().getStartMark(), at(name), "must be a list");
        }
        return value.orElse(null) instanceof SequenceNode list ? list.getValue() : List.of();
    }

    private <T> Optional<T> read(String name, String expected, Function<String, Optional<T>> reader) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> read;
        try {
            read = reader.apply(text.get());
        } catch (NumberFormatException _) {
            read = Optional.empty();
        }
        if (read.isEmpty()) {
            mistake(name, "must be " + expected + ", not \"" + text.get() + "\"");
        }
        return read;
    }

    private Optional<Mapping> asMapping(Node value, String where) {
        if (value instanceof MappingNode inner) {
            return Optional.of(new Mapping(inner, where, mistakes));
        }
        mistakes.add(value.getStartMark(), where, "must be a mapping of fields");
        return Optional.empty();
    }

    private Optional<String> scalar(Node value, String where) {
        if (!(value instanceof ScalarNode scalar)) {
            mistakes.add(value.getStartMark(), where, "must be a text");
            return Optional.empty();
        }
        String text = scalar.getValue();
        if (text.isBlank() || text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t')) {
            mistakes.add(value.getStartMark(), where, "must be a text that is not empty and has no control characters");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
