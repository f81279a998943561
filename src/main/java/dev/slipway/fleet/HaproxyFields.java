package dev.slipway.fleet;

import java.util.List;
import java.util.Map;

/** The driver {@code haproxy}. */
final class HaproxyFields implements DriverFields {
    private static final String TCP = "tcp://(\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9_.-]+):[0-9]{1,5}";
    private static final String UNIX = "unix:///\\S+";

    private static final String FORM = TCP + "|" + UNIX;
    private static final String FORM_IN_WORDS = "tcp://host:port or unix:///path";

    @Override
    public String driver() {
        return "haproxy";
    }

    @Override
    public List<String> names() {
        return List.of("endpoints", "masters", "backend");
    }

    @Override
    public Settings read(Mapping fields) {
        var endpoints = DriverFields.needed(fields, "endpoints", TCP + "|" + UNIX, "tcp://host:port or unix:///path");
        var backend = fields.matching(
                "backend",
                "[A-Za-z0-9_.:-]+",
                "must be a backend's name",
                fields.required("backend", "the name of HAProxy's backend"));
        return new Settings(endpoints, backend, masters(fields, endpoints));
    }

    /** The master's socket of each instance, in the same order: it knows what a reload left behind. */
    private static Map<String, String> masters(Mapping fields, List<String> endpoints) {
        if (!fields.has("masters")) {
            return Map.of();
        }
        var masters = DriverFields.needed(fields, "masters", FORM, FORM_IN_WORDS);
        if (masters.size() != endpoints.size()) {
            fields.mistake("masters", "must name one socket for each of the endpoints, in their order");
        }
        if (masters.stream().anyMatch(text -> text.contains(" "))) {
            fields.mistake("masters", "must not hold blanks");
        }
        return Map.of("masters", String.join(" ", masters));
    }
}
