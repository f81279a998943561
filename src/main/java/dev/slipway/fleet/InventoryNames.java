package dev.slipway.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names that a fleet document takes, each once: the shortest that nobody else could mean. */
final class InventoryNames {
    private static final int LONGEST = 63;
    private final Map<String, Integer> wanted = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    /**
     * Names for all of them, in their order.
     *
     * @param wishes what each may be called, best first; not empty
     */
    static List<String> of(List<List<String>> wishes) {
        var names = new InventoryNames();
        for (List<String> each : wishes) {
            each.stream()
                    .map(InventoryNames::fit)
                    .distinct()
                    .forEach(name -> names.wanted.merge(name, 1, Integer::sum));
        }
        List<String> given = new ArrayList<>();
        wishes.forEach(each -> given.add(names.give(each)));
        return given;
    }

    private String give(List<String> wishes) {
        for (String wish : wishes) {
            String name = fit(wish);
            if (wanted.getOrDefault(name, 0) == 1 && taken.add(name)) {
                return name;
            }
        }
        String name = fit(wishes.getLast());
        for (int i = 1; ; i++) {
            String end = i == 1 ? "" : "-" + i;
            String numbered = cut(name, LONGEST - end.length()) + end;
            if (taken.add(numbered)) {
                return numbered;
            }
        }
    }

    private static String fit(String wish) {
        String name =
                cut(wish.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceFirst("^-", ""), LONGEST);
        return name.isEmpty() ? "server" : name;
    }

    private static String cut(String name, int length) {
        return name.substring(0, Math.min(length, name.length())).replaceFirst("-+$", "");
    }
}
