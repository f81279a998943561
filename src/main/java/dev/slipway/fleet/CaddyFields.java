package dev.slipway.fleet;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The driver {@code caddy}. */
final class CaddyFields implements DriverFields {
    private static final String HOST = "(\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9.-]+)";
    private static final String LOOPBACK = "http://(127\\.[0-9.]+|localhost|\\[::1\\])(:.*|/.*)?";
    private static final Duration SETTLE = Duration.ofSeconds(5);

    @Override
    public String driver() {
        return "caddy";
    }

    @Override
    public List<String> names() {
        return List.of("endpoints", "id", "settle", "token");
    }

    @Override
    public Settings read(Mapping fields) {
        var endpoints = DriverFields.needed(
                fields,
                "endpoints",
                "https?://" + HOST + "(:[0-9]{1,5})?(/[A-Za-z0-9_./-]*)?",
                "an address such as http://127.0.0.1:2019");
        var options = new HashMap<String, String>();
        options.put(
                "id",
                fields.matching(
                        "id",
                        "[A-Za-z0-9_.-]+",
                        "must be an @id of letters, digits and . _ -",
                        fields.required("id", "the @id of the reverse_proxy handler")));
        options.put(
                "settle",
                fields.duration("settle", Duration.ZERO).orElse(SETTLE).toString());
        DriverFields.secret(fields, "token").ifPresent(token -> {
            options.put("token", token);
            if (endpoints.stream().anyMatch(at -> at.startsWith("http:") && !at.matches(LOOPBACK))) {
                fields.mistake("token", "would go over the network in the clear: use https endpoints");
            }
        });
        return new Settings(endpoints, "", Map.copyOf(options));
    }

    @Override
    public Optional<String> memberMistake(String member) {
        return member.matches(HOST + ":[0-9]{1,5}")
                ? Optional.empty()
                : Optional.of("must be an address as in dial: host:port");
    }
}
