package dev.slipway.fleet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The driver {@code consul}. */
final class ConsulFields implements DriverFields {
    private static final String ENDPOINT = "https?://(\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9_.-]+)(:[0-9]{1,5})?";
    private static final int LAST_PORT = 65_535;

    @Override
    public String driver() {
        return "consul";
    }

    @Override
    public List<String> names() {
        return List.of("endpoints", "service", "token", "settle", "datacenter", "agentPort");
    }

    @Override
    public Settings read(Mapping fields) {
        var options = new LinkedHashMap<String, String>();
        var endpoints = catalog(fields, options);
        DriverFields.wait(fields, "settle", options);
        fields.number("agentPort", 1, LAST_PORT).ifPresent(port -> options.put("agentPort", Integer.toString(port)));
        return new Settings(endpoints, "", options);
    }

    /** Which service of which catalog; its endpoints are given back. */
    static List<String> catalog(Mapping fields, Map<String, String> options) {
        options.put("service", fields.required("service", "the name of the service in Consul's catalog"));
        DriverFields.secret(fields, "token").ifPresent(name -> options.put("token", name));
        fields.text("datacenter")
                .ifPresent(text -> options.put(
                        "datacenter",
                        fields.matching("datacenter", "[A-Za-z0-9_-]+", "must be a datacenter's name", text)));
        return DriverFields.needed(fields, "endpoints", ENDPOINT, "http://host:port or https://host:port");
    }

    @Override
    public Optional<String> memberMistake(String member) {
        return member.matches("[^\\s/@]+(@[^\\s/@]+)?")
                ? Optional.empty()
                : Optional.of("must be a service's id, or id@node where several nodes use one id");
    }
}
