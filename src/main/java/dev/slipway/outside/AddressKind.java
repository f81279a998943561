package dev.slipway.outside;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/** What an address is for, by the registries of special addresses (RFC 6890 and its successors). */
enum AddressKind {
    /** On the public internet. */
    PUBLIC,
    /** Of this host or a network of ours; a host that is allowed by name may have it. */
    OURS,
    /** Never a server that anybody means, or one that hands out credentials: only by that very address in the list. */
    NEVER;

    /** Where clouds answer to whoever asks from inside, some of them at addresses that look public. */
    private static final List<Network> METADATA = networks(
            "169.254.0.0/16", "168.63.129.16/32", "100.100.100.200/32", "192.0.0.192/32", "fd00:ec2::/32", "fe80::/10");

    private static final List<Network> NOBODY = networks(
            "0.0.0.0/8",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    private static final List<Network> PRIVATE =
            networks("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15");

    private static final List<Network> PRIVATE_6 = networks("::1/128", "fc00::/7");

    /** All that is given to servers on the internet; what is below is carved out of it again. */
    private static final List<Network> PUBLIC_6 = networks("2000::/3");

    /** Protocols, Teredo, documentation, and IPv4 in the dress of IPv6 (6to4). NAT64 is outside of 2000::/3. */
    private static final List<Network> CARVED_OUT_6 = networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    static AddressKind of(InetAddress address) {
        if (in(METADATA, address)) {
            return NEVER;
        }
        if (address instanceof Inet4Address) {
            return in(NOBODY, address) ? NEVER : in(PRIVATE, address) ? OURS : PUBLIC;
        }
        if (in(PRIVATE_6, address)) {
            return OURS;
        }
        return in(PUBLIC_6, address) && !in(CARVED_OUT_6, address) ? PUBLIC : NEVER;
    }

    private static boolean in(List<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    private static List<Network> networks(String... written) {
        return List.of(written).stream().map(Network::of).toList();
    }

    /** Addresses with the same first bits. */
    record Network(BigInteger first, int bits, int width) {
        /** Reads {@code 10.0.0.0/8} or a single address. */
        static Network of(String written) {
            int slash = written.indexOf('/');
            InetAddress address = InetAddress.ofLiteral(slash < 0 ? written : written.substring(0, slash));
            int width = address.getAddress().length * Byte.SIZE;
            int bits = slash < 0 ? width : Integer.parseInt(written.substring(slash + 1));
            if (bits < 0 || bits > width) {
                throw new IllegalArgumentException(written);
            }
            return new Network(prefix(address, bits), bits, width);
        }

        boolean contains(InetAddress address) {
            return address.getAddress().length * Byte.SIZE == width
                    && prefix(address, bits).equals(first);
        }

        private static BigInteger prefix(InetAddress address, int bits) {
            byte[] bytes = address.getAddress();
            return new BigInteger(1, bytes).shiftRight(bytes.length * Byte.SIZE - bits);
        }
    }
}
