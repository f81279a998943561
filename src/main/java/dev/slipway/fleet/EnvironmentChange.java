package dev.slipway.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which variables changed, by their names alone. */
final class EnvironmentChange {
    private EnvironmentChange() {}

    /** One line for the audit. */
    static String of(Dotenv before, Dotenv after) {
        var old = values(before);
        var now = values(after);
        var said = new ArrayList<String>();
        say(
                said,
                "added",
                now.keySet().stream().filter(n -> !old.containsKey(n)).toList());
        say(
                said,
                "changed",
                now.entrySet().stream()
                        .filter(e ->
                                old.containsKey(e.getKey()) && !e.getValue().equals(old.get(e.getKey())))
                        .map(Map.Entry::getKey)
                        .toList());
        say(
                said,
                "removed",
                old.keySet().stream().filter(n -> !now.containsKey(n)).toList());
        return said.isEmpty() ? "no variable changed" : String.join("; ", said);
    }

    private static Map<String, String> values(Dotenv dotenv) {
        var values = new LinkedHashMap<String, String>();
        dotenv.values().forEach(v -> values.put(v.name(), v.value()));
        return values;
    }

    private static void say(List<String> said, String what, List<String> names) {
        if (!names.isEmpty()) {
            said.add(what + " " + String.join(", ", names));
        }
    }
}
