package dev.slipway.fleet;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The driver {@code dns}. */
final class DnsFields implements DriverFields {
    private static final String ENDPOINT = "(\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9_.-]+)(:[0-9]{1,5})?";
    private static final String DOMAIN = "([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*[A-Za-z0-9_-]{1,63}\\.?";
    private static final String NOT_A_DOMAIN = "must be a domain name such as shop.example.com";
    private static final String IPV4 = "[0-9]{1,3}(\\.[0-9]{1,3}){3}";
    private static final String BY_DEFAULT = "hmac-sha256";

    @Override
    public String driver() {
        return "dns";
    }

    @Override
    public List<String> names() {
        return List.of("endpoints", "zone", "name", "ttl", "settle", "keyName", "keyAlgorithm", "keySecret");
    }

    @Override
    public Settings read(Mapping fields) {
        var options = new LinkedHashMap<String, String>();
        var zone = domain(fields, "zone", "the zone in which the name lies");
        var name = domain(fields, "name", "the name that visitors look up");
        if (!zone.isEmpty() && !("." + plain(name)).endsWith("." + plain(zone))) {
            fields.mistake("name", "must lie in the zone " + zone);
        }
        options.put("zone", zone);
        options.put("name", name);
        options.put("keyName", domain(fields, "keyName", "the name of the TSIG key, as the server has it"));
        options.put(
                "keyAlgorithm",
                fields.choice("keyAlgorithm", Map.of(BY_DEFAULT, BY_DEFAULT, "hmac-sha512", "hmac-sha512"))
                        .orElse(BY_DEFAULT));
        if (!fields.has("keySecret")) {
            fields.missing("keySecret", "the name of a file in slipway.balancer.secrets with the key in base64");
        }
        DriverFields.secret(fields, "keySecret").ifPresent(file -> options.put("keySecret", file));
        DriverFields.wait(fields, "ttl", options);
        DriverFields.wait(fields, "settle", options);
        return new Settings(
                DriverFields.needed(fields, "endpoints", ENDPOINT, "host:port, the primary server first"), "", options);
    }

    @Override
    public Optional<String> memberMistake(String member) {
        if (member.matches(IPV4) || member.contains(":")) {
            try {
                InetAddress.ofLiteral(member); // looks nothing up
                return member.contains("%") ? Optional.of("must be an address without a zone") : Optional.empty();
            } catch (IllegalArgumentException _) {
                return Optional.of("is no IPv4 or IPv6 address");
            }
        }
        return Optional.of("must be an IPv4 or IPv6 address");
    }

    private static String domain(Mapping fields, String field, String whatFor) {
        return fields.matching(field, DOMAIN, NOT_A_DOMAIN, fields.required(field, whatFor));
    }

    private static String plain(String domain) {
        return domain.replaceFirst("\\.$", "").toLowerCase(Locale.ROOT);
    }
}
