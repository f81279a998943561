package dev.slipway.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the form of an Ansible inventory that has {@code [groups]} and a host on each line. */
final class InventoryIni {
    private static final Pattern SECTION = Pattern.compile("\\[([^\\s:\\[\\]]+)(?::([^\\]]*))?]\\s*([#;].*)?");
    private static final int MOST_MISTAKES = 20;

    private final Mistakes mistakes;
    private final InventoryGroups groups;
    private String group = "ungrouped";
    private Part part = Part.HOSTS;

    private enum Part {
        HOSTS,
        CHILDREN,
        VARIABLES,
        UNKNOWN
    }

    private InventoryIni(Mistakes mistakes) {
        this.mistakes = mistakes;
        this.groups = new InventoryGroups(mistakes);
    }

    static List<InventoryServer> read(String text, Mistakes mistakes) {
        var reader = new InventoryIni(mistakes);
        List<String> lines = text.lines().map(String::strip).toList();
        for (int i = 0; i < lines.size() && mistakes.list().size() < MOST_MISTAKES; i++) {
            String line = lines.get(i);
            if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith(";")) {
                reader.line(line, i + 1);
            }
        }
        return mistakes.none() ? reader.groups.servers() : List.of();
    }

    private void line(String line, int number) {
        Matcher section = SECTION.matcher(line);
        if (section.matches()) {
            section(section, number);
            return;
        }
        switch (part) {
            case HOSTS -> host(line, number);
            case CHILDREN -> groups.child(group, line.replaceFirst("\\s+#.*", ""), number);
            case VARIABLES -> variable(line, number);
            case UNKNOWN -> {}
        }
    }

    private void section(Matcher section, int number) {
        group = section.group(1);
        String kind = Optional.ofNullable(section.group(2)).orElse("");
        part = switch (kind) {
            case "" -> Part.HOSTS;
            case "children" -> Part.CHILDREN;
            case "vars" -> Part.VARIABLES;
            default -> Part.UNKNOWN;
        };
        if (part == Part.UNKNOWN) {
            mistakes.add(
                    number,
                    InventoryText.shown(group),
                    "a section is [" + InventoryText.shown(group) + "], or ends in :children] or :vars]");
        }
        groups.group(group, number);
    }

    private void host(String line, int number) {
        List<String> words = words(line);
        if (words.isEmpty()) {
            mistakes.add(number, "", "a quotation mark is not closed");
            return;
        }
        Map<String, InventoryText> values = new HashMap<>();
        for (String word : words.subList(1, words.size())) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                mistakes.add(
                        number,
                        InventoryText.shown(words.getFirst()),
                        "a host is followed by name=value, not by " + InventoryText.shown(word));
                return;
            }
            values.put(word.substring(0, equals), InventoryText.of(word.substring(equals + 1)));
        }
        groups.host(group, words.getFirst(), values, number);
    }

    private void variable(String line, int number) {
        int equals = line.indexOf('=');
        if (equals < 1) {
            mistakes.add(number, InventoryText.shown(group), "a line of :vars is name=value");
            return;
        }
        String value = line.substring(equals + 1).strip();
        List<String> quoted = value.startsWith("\"") || value.startsWith("'") ? words(value) : List.of();
        groups.value(
                group,
                line.substring(0, equals).strip(),
                InventoryText.of(quoted.isEmpty() ? value.replaceFirst("\\s+#.*", "") : quoted.getFirst()));
    }

    /** As a shell splits them, up to a comment; none: a quotation mark is not closed. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean within = false;
        for (int i = 0; i < line.length(); i++) {
            char sign = line.charAt(i);
            if (quote != 0 ? sign == quote : sign == '"' || sign == '\'') {
                quote = quote == 0 ? sign : 0;
                within = true;
            } else if (quote == 0 && sign == '#' && !within) {
                break;
            } else if (quote == 0 && Character.isWhitespace(sign)) {
                end(word, within, words);
                within = false;
            } else {
                word.append(sign);
                within = true;
            }
        }
        end(word, within, words);
        return quote == 0 ? words : List.of();
    }

    private static void end(StringBuilder word, boolean within, List<String> words) {
        if (within) {
            words.add(word.toString());
            word.setLength(0);
        }
    }
}
