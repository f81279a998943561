package dev.slipway.fleet;

import java.util.List;
import java.util.Map;

/** How a driver logs in to its balancers' servers: the login is part of each endpoint, the rest are fields. */
final class SshFields {
    /** {@code ssh://user@host} with or without a port. */
    static final String ENDPOINT =
            "ssh://[A-Za-z0-9_][A-Za-z0-9_.-]*@(\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?";

    static final List<String> NAMES = List.of("key", "keyFile", "hostKeys");

    private SshFields() {}

    /** Notes them as options: {@code key} or {@code keyFile}, and {@code hostKeys}, one line each. */
    static void read(Mapping fields, int servers, Map<String, String> options) {
        if (fields.has("key") == fields.has("keyFile")) {
            fields.mistake("key", "either key, the name of a stored SSH key, or keyFile, a path on Slipway's server");
        }
        fields.text("key")
                .map(name -> fields.matching("key", FleetDocument.NAME, FleetDocument.NAME_RULE, name))
                .ifPresent(name -> options.put("key", name));
        fields.text("keyFile").ifPresent(path -> options.put("keyFile", path));
        var keys = fields.texts("hostKeys").stream().map(String::strip).toList();
        if (!fields.has("hostKeys")) {
            fields.missing("hostKeys", "the host key of each ssh endpoint, as in known_hosts: ssh-ed25519 AAAA…");
        } else if (keys.stream().anyMatch(key -> !HostKeys.isKey(key) || key.contains("\n"))) {
            fields.mistake("hostKeys", "must be as in known_hosts: ssh-ed25519 AAAA…");
        } else if (keys.size() != servers) {
            fields.mistake("hostKeys", "must be one for each ssh endpoint, in the same order");
        }
        options.put("hostKeys", String.join("\n", keys));
    }
}
