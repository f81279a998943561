package dev.slipway.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The driver {@code nginx}. */
final class NginxFields implements DriverFields {
    private static final Duration WORKERS = Duration.ofSeconds(60);
    private static final String PATH = "/[^\\x00-\\x1f]*[^/\\x00-\\x1f]";

    @Override
    public String driver() {
        return "nginx";
    }

    @Override
    public List<String> names() {
        var names = new ArrayList<>(List.of("endpoints", "file", "test", "reload", "pidFile", "workersTimeout"));
        names.addAll(SshFields.NAMES);
        return names;
    }

    @Override
    public Settings read(Mapping fields) {
        var endpoints = DriverFields.needed(fields, "endpoints", SshFields.ENDPOINT, "ssh://user@host:22");
        var options = new HashMap<String, String>();
        SshFields.read(fields, endpoints.size(), options);
        options.put("file", path(fields, "file", fields.required("file", "the include file with the server lines")));
        options.put("pidFile", path(fields, "pidFile", fields.text("pidFile").orElse("/run/nginx.pid")));
        options.put("test", command(fields, "test", "sudo nginx -t"));
        options.put("reload", command(fields, "reload", "sudo nginx -s reload"));
        options.put(
                "workersTimeout",
                fields.duration("workersTimeout", Duration.ofSeconds(1))
                        .orElse(WORKERS)
                        .toString());
        return new Settings(endpoints, "", Map.copyOf(options));
    }

    @Override
    public Optional<String> memberMistake(String member) {
        return member.matches("[^\\s;#{}'\"\\\\]+")
                ? Optional.empty()
                : Optional.of("must be an address as after server in the include file: 10.4.1.11:8080");
    }

    private static String path(Mapping fields, String name, String path) {
        return fields.matching(name, PATH, "must be an absolute path", path);
    }

    private static String command(Mapping fields, String name, String usual) {
        return fields.text(name).map(String::strip).orElse(usual);
    }
}
