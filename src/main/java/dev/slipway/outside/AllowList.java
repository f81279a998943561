package dev.slipway.outside;

import dev.slipway.outside.AddressKind.Network;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The hosts that {@code slipway.net.allow} names: they may have private addresses and be reached by plain HTTP. */
public final class AllowList {
    private static final Pattern ENTRY = Pattern.compile("(\\[[^\\]]+]|[^:\\[\\]]+)(?::([0-9]{1,5}))?");

    /** Without a port, every port is meant. */
    private record Name(String host, @Nullable Integer port) {}

    private record Reach(Network network, @Nullable Integer port) {}

    private final List<Name> names = new ArrayList<>();
    private final List<Reach> networks = new ArrayList<>();

    private AllowList() {}

    /**
     * Reads the entries: {@code host}, {@code host:port}, an address with or without a port (IPv6 then in brackets), or
     * a network.
     *
     * @throws IllegalArgumentException if one is none of these
     */
    public static AllowList of(List<String> entries) {
        var list = new AllowList();
        for (String entry : entries) {
            try {
                list.take(entry.strip().toLowerCase(Locale.ROOT));
            } catch (IllegalArgumentException | BadAddress _) {
                throw new IllegalArgumentException(
                        "slipway.net.allow: \"" + entry + "\" is not a host, host:port, address or network");
            }
        }
        return list;
    }

    private void take(String entry) throws BadAddress {
        if (entry.isEmpty()) {
            return;
        }
        boolean six = entry.indexOf(':') != entry.lastIndexOf(':');
        if (entry.indexOf('/') >= 0 || (six && !entry.startsWith("["))) {
            networks.add(new Reach(Network.of(entry), null));
            return;
        }
        Matcher parts = ENTRY.matcher(entry);
        if (!parts.matches()) {
            throw new IllegalArgumentException(entry);
        }
        String host = Target.host(parts.group(1));
        Integer port = parts.group(2) == null ? null : Integer.valueOf(parts.group(2));
        if (host.startsWith("[")) {
            networks.add(new Reach(Network.of(host.substring(1, host.length() - 1)), port));
        } else if (Character.isDigit(host.charAt(host.length() - 1)) && isAddress(host)) {
            networks.add(new Reach(Network.of(host), port));
        } else {
            names.add(new Name(host, port));
        }
    }

    private static boolean isAddress(String host) {
        try {
            return InetAddress.ofLiteral(host).getAddress().length == 4;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    boolean names(Target target) {
        return names.stream().anyMatch(name -> name.host().equals(target.host()) && fits(name.port(), target.port()));
    }

    boolean covers(InetAddress address, int port) {
        return networks.stream().anyMatch(reach -> reach.network().contains(address) && fits(reach.port(), port));
    }

    private static boolean fits(@Nullable Integer allowed, int port) {
        return allowed == null || allowed == port;
    }
}
