package dev.slipway.balancer.nginx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line {@code server ADDRESS [parameters];} of an include file. Everything that is not changed stays as a person
 * wrote it.
 *
 * @param parameters in their order, {@code down} among them
 * @param comment of a person, or empty
 * @param mark of Slipway; null: it never changed this line
 */
record ServerLine(
        String indent,
        String address,
        List<String> parameters,
        String comment,
        @Nullable Mark mark) {
    private static final Pattern FORM =
            Pattern.compile("(\\s*)server\\s+([^\\s;#{}'\"\\\\]+)((?:\\s+[^\\s;#{}'\"\\\\]+)*)\\s*;\\s*(#.*)?");
    private static final String DOWN = "down";
    private static final String WEIGHT = "weight=";

    ServerLine {
        parameters = List.copyOf(parameters);
    }

    /** The line, if it is one. */
    static Optional<ServerLine> parse(String line) {
        var form = FORM.matcher(line);
        if (!form.matches()) {
            return Optional.empty();
        }
        var words = form.group(3).strip();
        var comment = form.group(4) == null ? "" : form.group(4);
        return Optional.of(new ServerLine(
                form.group(1),
                form.group(2),
                words.isEmpty() ? List.of() : List.of(words.split("\\s+", -1)),
                Mark.without(comment),
                Mark.in(comment)));
    }

    boolean down() {
        return parameters.contains(DOWN);
    }

    boolean backup() {
        return parameters.contains("backup");
    }

    int weight() {
        return parameters.stream()
                .filter(word -> word.matches(WEIGHT + "[0-9]{1,9}"))
                .map(word -> Integer.parseInt(word.substring(WEIGHT.length())))
                .findFirst()
                .orElse(1);
    }

    ServerLine down(boolean shallBeDown, Mark changed) {
        var words = new ArrayList<>(parameters);
        words.remove(DOWN);
        if (shallBeDown) {
            words.add(DOWN);
        }
        return new ServerLine(indent, address, words, comment, changed);
    }

    ServerLine weighing(int weight, Mark changed) {
        var words = new ArrayList<>(parameters);
        words.removeIf(word -> word.startsWith(WEIGHT));
        if (weight != 1) {
            words.addFirst(WEIGHT + weight);
        }
        return new ServerLine(indent, address, words, comment, changed);
    }

    @Override
    public String toString() {
        var line = new StringBuilder(indent).append("server ").append(address);
        parameters.forEach(word -> line.append(' ').append(word));
        line.append(';');
        if (!comment.isEmpty()) {
            line.append(' ').append(comment);
        }
        if (mark != null) {
            line.append(' ').append(mark);
        }
        return line.toString();
    }
}
