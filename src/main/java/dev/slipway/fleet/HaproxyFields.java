package dev.slipway.fleet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The driver {@code haproxy}. */
final class HaproxyFields implements DriverFields {
    private static final String TCP = "tcp://(\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9_.-]+):[0-9]{1,5}";
    private static final String UNIX = "unix:///.+";
    private static final String FAR = SshFields.ENDPOINT + "/[^\\s?#%]+";

    @Override
    public String driver() {
        return "haproxy";
    }

    @Override
    public List<String> names() {
        return Stream.concat(Stream.of("endpoints", "backend"), SshFields.NAMES.stream())
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
        return new Settings(endpoints, backend, Map.copyOf(options));
    }
}
