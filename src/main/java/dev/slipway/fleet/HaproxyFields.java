package dev.slipway.fleet;

import java.util.List;
import java.util.Map;

/** The driver {@code haproxy}. */
final class HaproxyFields implements DriverFields {
    private static final String TCP = "tcp://(\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9_.-]+):[0-9]{1,5}";
    private static final String UNIX = "unix:///.+";

    @Override
    public String driver() {
        return "haproxy";
    }

    @Override
    public List<String> names() {
        return List.of("endpoints", "backend");
    }

    @Override
    public Settings read(Mapping fields) {
        var endpoints = DriverFields.needed(fields, "endpoints", TCP + "|" + UNIX, "tcp://host:port or unix:///path");
        var backend = fields.matching(
                "backend",
                "[A-Za-z0-9_.:-]+",
                "must be a backend's name",
                fields.required("backend", "the name of HAProxy's backend"));
        return new Settings(endpoints, backend, Map.of());
    }
}
