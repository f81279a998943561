package dev.slipway.fleet;

import dev.slipway.fleet.Inventory.Found;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets through what a fleet document takes; the rest stays behind as remarks. */
final class InventorySieve {
    private static final int LONGEST_HOST = 253;
    private static final int MOST_REMARKS = 100;
    private static final Set<String> BY_SSH =
            Set.of("ssh", "smart", "paramiko", "paramiko_ssh", "ansible.builtin.ssh", "ansible.builtin.paramiko_ssh");

    private final List<String> remarks = new ArrayList<>();
    private final Map<String, Integer> keys = new LinkedHashMap<>();
    private int passwords;
    private int jumps;

    /** A server whose address is sound. */
    private record Sound(
            InventoryServer server,
            String host,
            @Nullable Integer port,
            @Nullable String user) {}

    List<Found> take(List<InventoryServer> servers) {
        Map<String, Sound> sound = new LinkedHashMap<>();
        Map<String, String> seen = new HashMap<>();
        for (InventoryServer server : servers) {
            sound(server).ifPresent(one -> {
                String address = one.host.toLowerCase(Locale.ROOT) + " " + one.port;
                String other = seen.putIfAbsent(address, server.called());
                if (other == null) {
                    sound.put(address, one);
                    tell(server);
                } else {
                    remark(server, "has the address of " + InventoryText.shown(other) + ": left out");
                }
            });
        }
        List<Sound> all = List.copyOf(sound.values());
        List<String> names =
                InventoryNames.of(all.stream().map(one -> one.server.names()).toList());
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            found.add(found(all.get(i), names.get(i)));
        }
        return found;
    }

    /** What a person should know, first of single servers, then of all. */
    List<String> remarks() {
        List<String> all = new ArrayList<>(remarks.subList(0, Math.min(remarks.size(), MOST_REMARKS)));
        if (remarks.size() > MOST_REMARKS) {
            all.add("and " + (remarks.size() - MOST_REMARKS) + " more of this kind");
        }
        keys.forEach((file, count) -> all.add(servers(count) + " with the key " + InventoryText.shown(file)
                + ": it was not read; store a key and name it in ssh.key"));
        if (passwords > 0) {
            all.add(servers(passwords) + " with a password: it was not kept, Slipway logs in with keys");
        }
        if (jumps > 0) {
            all.add(servers(jumps) + " behind another server: name that one in ssh.jump");
        }
        return all;
    }

    private static String servers(int count) {
        return count == 1 ? "1 server" : count + " servers";
    }

    private Optional<Sound> sound(InventoryServer server) {
        String connection = server.value("connection").map(InventoryText::text).orElse("ssh");
        if (!BY_SSH.contains(connection)) {
            remark(server, "is reached by " + InventoryText.shown(connection) + ", not by SSH: left out");
            return Optional.empty();
        }
        InventoryText host = server.value("host").orElse(InventoryText.of(server.called()));
        if (!host.plain()) {
            remark(server, "its address is encrypted or a template, which is not guessed: left out");
            return Optional.empty();
        }
        if (host.text().length() > LONGEST_HOST || !host.text().matches(NodeFields.HOST)) {
            remark(
                    server,
                    host.text().isBlank()
                            ? "has no address: left out"
                            : InventoryText.shown(host.text()) + " is no host name or IP address: left out");
            return Optional.empty();
        }
        return Optional.of(new Sound(
                server,
                host.text(),
                kept(server, "port", "[0-9]{1,5}").map(Integer::valueOf).orElse(null),
                kept(server, "user", NodeFields.USER).orElse(null)));
    }

    /** A value that looks like this; of another, a remark is kept. */
    private Optional<String> kept(InventoryServer server, String name, String pattern) {
        Optional<InventoryText> value = server.value(name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (!value.get().plain()) {
            remark(server, "its " + name + " is encrypted or a template, which is not guessed: write it by hand");
            return Optional.empty();
        }
        String text = value.get().text();
        boolean right = text.matches(pattern) && (!name.equals("port") || isPort(text));
        if (!right) {
            remark(server, InventoryText.shown(text) + " is no " + name + ": not taken");
        }
        return right ? Optional.of(text) : Optional.empty();
    }

    private static boolean isPort(String digits) {
        int port = Integer.parseInt(digits);
        return port >= 1 && port <= NodeFields.LAST_PORT;
    }

    private void tell(InventoryServer server) {
        if (server.note() != null) {
            remark(server, server.note());
        }
        server.value("key").ifPresent(key -> keys.merge(key.plain() ? key.text() : "of a template", 1, Integer::sum));
        passwords += server.value("password").isPresent() ? 1 : 0;
        String arguments = server.value("arguments").map(InventoryText::text).orElse("");
        jumps += arguments.contains("Proxy") || arguments.contains("-J") ? 1 : 0;
    }

    private void remark(InventoryServer server, String text) {
        String where = server.line() == 0 ? "" : "line " + server.line() + ", ";
        remarks.add(where + InventoryText.shown(server.called()) + ": " + text);
    }

    private static Found found(Sound one, String name) {
        String called = one.server.called();
        String likely = called.matches("[A-Za-z0-9_.:-]+") ? called : name;
        String member = Optional.ofNullable(one.server.member()).orElse(likely);
        return new Found(name, one.host, one.port, one.user, one.server.labels(), member);
    }
}
