package dev.slipway.fleet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The groups and hosts of an Ansible inventory, and which of them says what about a host in the end. */
final class InventoryGroups {
    /** Hosts that an inventory may have; of these some are chosen. */
    static final int MOST_HOSTS = 5000;

    private static final int MOST_GROUPS = 500;
    private static final String ALL = "all";
    private static final String UNGROUPED = "ungrouped";
    private static final Pattern IPV6 =
            Pattern.compile("\\[([0-9A-Fa-f.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)](?::([0-9]{1,5}))?");
    private static final Pattern WITH_PORT = Pattern.compile("((?:[^:\\[\\]]|\\[[^\\]]*])+):([0-9]{1,5})");
    private static final Map<String, String> WANTED = Map.ofEntries(
            Map.entry("ansible_host", "host"),
            Map.entry("ansible_ssh_host", "host"),
            Map.entry("ansible_port", "port"),
            Map.entry("ansible_ssh_port", "port"),
            Map.entry("ansible_user", "user"),
            Map.entry("ansible_ssh_user", "user"),
            Map.entry("ansible_ssh_private_key_file", "key"),
            Map.entry("ansible_private_key_file", "key"),
            Map.entry("ansible_connection", "connection"),
            Map.entry("ansible_ssh_common_args", "arguments"),
            Map.entry("ansible_ssh_extra_args", "arguments"),
            Map.entry("ansible_password", "password"),
            Map.entry("ansible_ssh_pass", "password"));

    private final Mistakes mistakes;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, Host> hosts = new LinkedHashMap<>();

    InventoryGroups(Mistakes mistakes) {
        this.mistakes = mistakes;
        groups.put(ALL, new Group());
    }

    private static final class Group {
        final Map<String, InventoryText> values = new HashMap<>();
        final Set<String> parents = new LinkedHashSet<>();
    }

    private record Host(int line, Set<String> groups, Map<String, InventoryText> values) {}

    /** What a host has from its groups. */
    private record Inherited(Set<String> groups, Map<String, InventoryText> values) {}

    void group(String name, int line) {
        if (groups.size() >= MOST_GROUPS && !groups.containsKey(name)) {
            mistakes.add(
                    line, InventoryText.shown(name), "is one group too many: at most " + MOST_GROUPS + " are read");
        } else {
            groups.computeIfAbsent(name, key -> new Group());
        }
    }

    void child(String parent, String child, int line) {
        group(parent, line);
        group(child, line);
        Optional.ofNullable(groups.get(child))
                .filter(_ -> !child.equals(ALL))
                .ifPresent(one -> one.parents.add(parent));
    }

    void value(String group, String name, InventoryText value) {
        Optional.ofNullable(groups.get(group)).ifPresent(one -> put(one.values, name, value));
    }

    /** Names one host, or all of a range. */
    void host(String group, String written, Map<String, InventoryText> values, int line) {
        Map<String, InventoryText> own = new HashMap<>();
        Matcher address = IPV6.matcher(written);
        Matcher port = WITH_PORT.matcher(written);
        String name = written;
        if (address.matches()) {
            name = address.group(1);
            Optional.ofNullable(address.group(2)).ifPresent(with -> own.put("port", InventoryText.of(with)));
        } else if (port.matches()) {
            name = port.group(1);
            own.put("port", InventoryText.of(port.group(2)));
        }
        values.forEach((key, value) -> put(own, key, value));
        Optional<List<String>> names = InventoryRange.expand(name, MOST_HOSTS);
        if (names.isEmpty()) {
            mistakes.add(
                    line,
                    InventoryText.shown(written),
                    "is no range such as web[01:10], or one of more than " + MOST_HOSTS + " servers");
        }
        for (String each : names.orElse(List.of())) {
            if (hosts.size() >= MOST_HOSTS && !hosts.containsKey(each)) {
                mistakes.add(
                        line, InventoryText.shown(each), "is one server too many: at most " + MOST_HOSTS + " are read");
                return;
            }
            Host host = hosts.computeIfAbsent(each, key -> new Host(line, new LinkedHashSet<>(), new HashMap<>()));
            host.groups.add(group);
            host.values.putAll(own);
        }
    }

    /** Keeps what is asked for and nothing else; of a password, that there is one. */
    private static void put(Map<String, InventoryText> values, String name, InventoryText value) {
        Optional.ofNullable(WANTED.get(name))
                .ifPresent(kept -> values.put(kept, kept.equals("password") ? InventoryText.of("") : value));
    }

    List<InventoryServer> servers() {
        Map<String, Integer> depths = depths();
        Map<Set<String>, Inherited> known = new HashMap<>();
        List<InventoryServer> servers = new ArrayList<>();
        hosts.forEach((name, host) -> {
            Inherited inherited = known.computeIfAbsent(host.groups, direct -> inherited(direct, depths));
            Map<String, InventoryText> values = new HashMap<>(inherited.values);
            values.putAll(host.values);
            servers.add(new InventoryServer(
                    host.line, name, names(name), inherited.groups, values, labels(host.groups), null, null));
        });
        return servers;
    }

    private static List<String> names(String host) {
        String first = host.replaceFirst("\\..*", "");
        return first.isEmpty() || host.contains(":") || host.matches("[0-9.]+") ? List.of(host) : List.of(first, host);
    }

    private static Map<String, String> labels(Set<String> direct) {
        List<String> own = direct.stream()
                .filter(group -> !group.equals(ALL) && !group.equals(UNGROUPED))
                .toList();
        return own.isEmpty() ? Map.of() : Map.of("group", String.join(", ", own));
    }

    /** From the outermost group to the innermost, each of which knows better; side by side, by their names. */
    private Inherited inherited(Set<String> direct, Map<String, Integer> depths) {
        Set<String> reached = new HashSet<>(Set.of(ALL));
        Deque<String> open = new ArrayDeque<>(direct);
        while (!open.isEmpty()) {
            String group = open.pop();
            if (reached.add(group)) {
                Optional.ofNullable(groups.get(group)).ifPresent(one -> open.addAll(one.parents));
            }
        }
        if (reached.size() == 1) {
            reached.add(UNGROUPED);
        }
        Map<String, InventoryText> values = new HashMap<>();
        reached.stream()
                .sorted(Comparator.comparing((String group) -> depths.getOrDefault(group, 0))
                        .thenComparing(Comparator.naturalOrder()))
                .flatMap(group -> Optional.ofNullable(groups.get(group)).stream())
                .forEach(group -> values.putAll(group.values));
        return new Inherited(Set.copyOf(reached), values);
    }

    /** The longest way of each group from {@code all}; a group inside itself is a mistake. */
    private Map<String, Integer> depths() {
        Map<String, Integer> depths = new HashMap<>();
        groups.keySet().forEach(group -> depth(group, depths, new LinkedHashSet<>()));
        return depths;
    }

    private int depth(String group, Map<String, Integer> depths, Set<String> way) {
        Integer known = depths.get(group);
        if (known != null) {
            return known;
        }
        if (!way.add(group)) {
            mistakes.add(0, InventoryText.shown(group), "this group is a child of itself");
            return 0;
        }
        int depth = group.equals(ALL) ? 0 : 1;
        for (String parent :
                Optional.ofNullable(groups.get(group)).map(one -> one.parents).orElse(Set.of())) {
            depth = Math.max(depth, depth(parent, depths, way) + 1);
        }
        way.remove(group);
        depths.put(group, depth);
        return depth;
    }
}
