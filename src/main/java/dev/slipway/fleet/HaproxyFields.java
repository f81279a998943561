package dev.slipway.fleet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The driver {@code haproxy}. */
final class HaproxyFields implements DriverFields {
    private static final String TCP = "tcp://(\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9_.-]+):[0-9]{1,5}";
    private static final String UNIX = "unix:///\\S+";
    private static final String FAR = SshFields.ENDPOINT + "/[^\\s?#%]+";

    @Override
    public String driver() {
        return "haproxy";
    }

    @Override
    public List<String> names() {
        return Stream.concat(Stream.of("endpoints", "masters", "backend"), SshFields.NAMES.stream())
                .toList();
    }

    @Override
    public Settings read(Mapping fields) {
        var endpoints = DriverFields.needed(
                fields,
                "endpoints",
                TCP + "|" + UNIX + "|" + FAR,
                "tcp://host:port, unix:///path or ssh://user@host:22/path");
        var options = new HashMap<String, String>();
        var far = (int) endpoints.stream().filter(e -> e.startsWith("ssh:")).count();
        if (far > 0) {
            SshFields.read(fields, far, options);
        } else {
            SshFields.NAMES.stream()
                    .filter(fields::has)
                    .forEach(
                            name -> fields.mistake(name, "is for endpoints that begin with ssh://, and there is none"));
        }
        var backend = fields.matching(
                "backend",
                "[A-Za-z0-9_.:-]+",
                "must be a backend's name",
                fields.required("backend", "the name of HAProxy's backend"));
        masters(fields, endpoints, far > 0).ifPresent(masters -> options.put("masters", masters));
        return new Settings(endpoints, backend, Map.copyOf(options));
    }

    /** The master's socket of each instance, in the same order: it knows what a reload left behind. */
    private static Optional<String> masters(Mapping fields, List<String> endpoints, boolean far) {
        if (!fields.has("masters")) {
            return Optional.empty();
        }
        var form = far ? "unix:///path, on the server of the endpoint" : "tcp://host:port or unix:///path";
        var masters = DriverFields.needed(fields, "masters", far ? UNIX : TCP + "|" + UNIX, form);
        if (masters.size() != endpoints.size()) {
            fields.mistake("masters", "must name one socket for each of the endpoints, in their order");
        }
        return Optional.of(String.join(" ", masters));
    }
}
