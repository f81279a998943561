package dev.slipway.outside;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A web address in its one spelling. Whatever programs are known to read in different ways is refused: numbers for
 * addresses other than four plain ones, zones, users and passwords, escapes and letters beyond ASCII in the host.
 *
 * @param scheme {@code https}, {@code http} or {@code ssh}
 * @param host in lower case, without a dot at its end; an IPv6 address is in brackets
 * @param port always there
 * @param path with its query, as it is sent; begins with a slash, and is empty for SSH
 */
public record Target(String scheme, String host, int port, String path) {
    private static final int LONGEST = 4096;
    private static final int LONGEST_HOST = 253;
    private static final Pattern AUTHORITY = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern QUAD = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    /** Reads an address. */
    public static Target of(String address) throws BadAddress {
        if (address.length() > LONGEST) {
            throw new BadAddress("An address has at most " + LONGEST + " characters");
        }
        try {
            return of(new URI(address));
        } catch (URISyntaxException _) {
            throw new BadAddress("That is not written as a web address; write e.g. https://example.com/shop.tar.gz");
        }
    }

    /** A server that is reached over SSH; what is asked of it is no part of this. */
    public static Target ssh(String host, int port) throws BadAddress {
        return new Target("ssh", host(host.toLowerCase(Locale.ROOT)), port(port), "");
    }

    /** Where an answer from here leads to. */
    Target led(String location) throws BadAddress {
        try {
            return of(uri().resolve(new URI(location)));
        } catch (URISyntaxException _) {
            throw new BadAddress("The redirect leads to something that is not written as a web address");
        }
    }

    private static Target of(URI uri) throws BadAddress {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new BadAddress("An address begins with https://");
        }
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        if (authority.indexOf('@') >= 0) {
            throw new BadAddress("An address has no user or password in it; see slipway.net.credentials");
        }
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            throw new BadAddress("The host is not written as one; write names beyond ASCII as xn--…");
        }
        int usual = scheme.equals("https") ? 443 : 80;
        int port = port(parts.group(2) == null ? usual : Integer.parseInt(parts.group(2)));
        return new Target(scheme, host(parts.group(1).toLowerCase(Locale.ROOT)), port, path(uri));
    }

    private static int port(int port) throws BadAddress {
        if (port < 1 || port > 65_535) {
            throw new BadAddress("A port is a number from 1 to 65535");
        }
        return port;
    }

    private static String path(URI uri) {
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }

    /** The one spelling of a host. */
    static String host(String written) throws BadAddress {
        if (written.startsWith("[")) {
            return six(written);
        }
        String host = written.endsWith(".") ? written.substring(0, written.length() - 1) : written;
        String[] labels = host.split("\\.", -1);
        if (host.length() > LONGEST_HOST) {
            throw new BadAddress("The host is too long");
        }
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                throw new BadAddress("The host is not written as one");
            }
        }
        // Decimal, octal, hexadecimal and shortened addresses all end so, and no real name does.
        if (NUMBER.matcher(labels[labels.length - 1]).matches()
                && !QUAD.matcher(host).matches()) {
            throw new BadAddress("An IPv4 address has four plain numbers");
        }
        return host;
    }

    private static String six(String written) throws BadAddress {
        try {
            // With brackets nothing is looked up. IPv4 in the dress of IPv6 comes back as IPv4.
            InetAddress address = InetAddress.getByName(written);
            if (address instanceof Inet6Address) {
                return "[" + address.getHostAddress() + "]";
            }
        } catch (UnknownHostException _) {
            // Said below.
        }
        throw new BadAddress("The host is not written as an IPv6 address");
    }

    boolean secure() {
        return !scheme.equals("http");
    }

    boolean sameOrigin(Target other) {
        return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
    }

    /** The host without brackets, as a resolver takes it. */
    String name() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Without path and query, which may hold secrets: fit for logs. */
    public String origin() {
        int usual =
                switch (scheme) {
                    case "https" -> 443;
                    case "ssh" -> 22;
                    default -> 80;
                };
        return scheme + "://" + host + (port == usual ? "" : ":" + port);
    }

    /** Without the query, which may hold a signature: fit to be shown to those who may see releases. */
    public String shown() {
        int query = path.indexOf('?');
        return origin() + (query < 0 ? path : path.substring(0, query));
    }

    /** The whole address. */
    public URI uri() {
        return URI.create(origin() + path);
    }

    @Override
    public String toString() {
        return shown();
    }
}
