package dev.slipway.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which servers are meant, as Ansible says it: {@code web:db:&production:!canary*}. */
record InventoryPattern(List<String> any, List<String> also, List<String> not) {
    private static final int LONGEST = 500;
    private static final String PART = "[&!]?[A-Za-z0-9_.*?-]+";

    InventoryPattern {
        any = List.copyOf(any);
        also = List.copyOf(also);
        not = List.copyOf(not);
    }

    static Optional<InventoryPattern> read(String pattern, Mistakes mistakes) {
        List<String> any = new ArrayList<>();
        List<String> also = new ArrayList<>();
        List<String> not = new ArrayList<>();
        for (String part : pattern.strip().split("[:,\\s]+", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            if (pattern.length() > LONGEST || !part.matches(PART)) {
                mistakes.add(0, "group", "must be groups and hosts such as web:!canary, with * and ? for what varies");
                return Optional.empty();
            }
            switch (part.charAt(0)) {
                case '&' -> also.add(part.substring(1));
                case '!' -> not.add(part.substring(1));
                default -> any.add(part);
            }
        }
        return Optional.of(new InventoryPattern(any.isEmpty() ? List.of("all") : any, also, not));
    }

    boolean takes(InventoryServer server) {
        return any.stream().anyMatch(part -> meant(part, server))
                && also.stream().allMatch(part -> meant(part, server))
                && not.stream().noneMatch(part -> meant(part, server));
    }

    private static boolean meant(String part, InventoryServer server) {
        Set<String> groups = server.groups();
        return part.equals("all")
                || groups.stream().anyMatch(group -> fits(part, group))
                || fits(part, server.called());
    }

    /** Goes back to the last asterisk alone, so that no pattern takes long. */
    private static boolean fits(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int from = 0;
        while (n < name.length()) {
            char sign = p < pattern.length() ? pattern.charAt(p) : 0;
            if (sign == '*') {
                star = p++;
                from = n;
            } else if (sign == '?' || sign == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++from;
            } else {
                return false;
            }
        }
        return pattern.substring(p).chars().allMatch(rest -> rest == '*');
    }
}
