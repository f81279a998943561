package dev.slipway.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names with ranges in them: {@code web[01:10].example.com}, {@code db-[a:f]}, {@code rack[1:9:2]}. */
final class InventoryRange {
    private static final Pattern RANGE =
            Pattern.compile("\\[(?:([0-9]{0,9}):([0-9]{1,9})|([a-z]):([a-z])|([A-Z]):([A-Z]))(?::([0-9]{1,9}))?]");

    private InventoryRange() {}

    /** All names; empty: this is no range, or there are more than so many. */
    static Optional<List<String>> expand(String name, int most) {
        List<String> names = List.of("");
        Matcher range = RANGE.matcher(name);
        int end = 0;
        while (range.find()) {
            Optional<List<String>> parts = values(range, most / names.size());
            if (parts.isEmpty()) {
                return Optional.empty();
            }
            names = joined(names, name.substring(end, range.start()), parts.get());
            end = range.end();
        }
        String rest = name.substring(end);
        return rest.contains("[") ? Optional.empty() : Optional.of(joined(names, rest, List.of("")));
    }

    private static List<String> joined(List<String> names, String between, List<String> values) {
        List<String> all = new ArrayList<>();
        for (String name : names) {
            values.forEach(value -> all.add(name + between + value));
        }
        return all;
    }

    private static Optional<List<String>> values(Matcher range, int most) {
        long step = range.group(7) == null ? 1 : Long.parseLong(range.group(7));
        boolean numbers = range.group(2) != null;
        String first = numbers ? range.group(1) : group(range, 3, 5);
        long from = !numbers ? first.charAt(0) : first.isEmpty() ? 0 : Long.parseLong(first);
        long to = numbers ? Long.parseLong(range.group(2)) : group(range, 4, 6).charAt(0);
        if (step < 1 || from > to || (to - from) / step >= most) {
            return Optional.empty();
        }
        // As Ansible does it: a zero in front says how wide all are.
        int width = numbers && first.startsWith("0") ? first.length() : 1;
        List<String> values = new ArrayList<>();
        for (long at = from; at <= to; at += step) {
            values.add(numbers ? padded(at, width) : String.valueOf((char) at));
        }
        return Optional.of(values);
    }

    private static String group(Matcher range, int small, int large) {
        return range.group(small) == null ? range.group(large) : range.group(small);
    }

    private static String padded(long number, int width) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
