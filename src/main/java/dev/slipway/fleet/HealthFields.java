package dev.slipway.fleet;

import dev.slipway.fleet.HealthCheck.Probe;
import dev.slipway.fleet.HealthCheck.ProcessProof;
import dev.slipway.fleet.HealthCheck.VersionAt;
import dev.slipway.fleet.HealthCheck.Via;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code health}. */
final class HealthFields {
    private static final List<String> PROBES = List.of("http", "tcp", "command");
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(20);
    private static final int LAST_PORT = 65535;

    private HealthFields() {}

    static Optional<HealthCheck> read(Mapping document) {
        return document.mapping("health").map(HealthFields::health);
    }

    private static HealthCheck health(Mapping health) {
        health.only(List.of("http", "tcp", "command", "interval", "consecutive", "timeout", "process"));
        if (PROBES.stream().filter(health::has).count() != 1) {
            health.missing("http", "exactly one of http, tcp and command must be there");
        }
        return new HealthCheck(
                probe(health),
                health.duration("interval", SHORTEST_INTERVAL).orElse(Duration.ofMillis(500)),
                health.number("consecutive", 1, 1000).orElse(2),
                health.duration("timeout", Duration.ofMillis(1)).orElse(Duration.ofSeconds(60)),
                health.mapping("process").map(HealthFields::process).orElse(null));
    }

    private static Probe probe(Mapping health) {
        if (health.has("http")) {
            return health.mapping("http").map(HealthFields::http).orElse(new Probe.Command(""));
        }
        if (health.has("tcp")) {
            return health.mapping("tcp").map(HealthFields::tcp).orElse(new Probe.Command(""));
        }
        return new Probe.Command(health.text("command").orElse(""));
    }

    private static Probe http(Mapping http) {
        http.only(List.of("path", "port", "via", "status", "host", "version"));
        String path = http.matching(
                "path", "/[!-~]*", "must begin with / and hold no blanks", http.required("path", "e.g. /health"));
        return new Probe.Http(
                path,
                port(http),
                via(http),
                http.number("status", 100, 599).orElse(200),
                http.text("host")
                        .map(host -> http.matching("host", "[A-Za-z0-9.:_\\[\\]-]+", "must be a host name", host))
                        .orElse(null),
                http.mapping("version").map(HealthFields::version).orElse(null));
    }

    private static Probe tcp(Mapping tcp) {
        tcp.only(List.of("port", "via"));
        return new Probe.Tcp(port(tcp), via(tcp));
    }

    private static int port(Mapping probe) {
        if (!probe.has("port")) {
            probe.missing("port", "the port that the application listens on");
        }
        return probe.number("port", 1, LAST_PORT).orElse(1);
    }

    private static Via via(Mapping probe) {
        return probe.choice("via", Map.of("ssh", Via.SSH, "direct", Via.DIRECT)).orElse(Via.SSH);
    }

    private static @Nullable VersionAt version(Mapping version) {
        version.only(List.of("json", "header", "body"));
        if (List.of("json", "header", "body").stream().filter(version::has).count() != 1) {
            version.missing("json", "exactly one of json, header and body must be there");
        }
        if (version.has("json")) {
            String pointer = version.text("json").orElse("");
            return new VersionAt.Json(
                    version.matching("json", "(/.*)+", "must be a JSON pointer such as /version", pointer));
        }
        if (version.has("header")) {
            String header = version.text("header").orElse("");
            return new VersionAt.Header(
                    version.matching("header", "[A-Za-z0-9-]+", "must be the name of a header", header));
        }
        if (!version.flag("body").orElse(true)) {
            version.mistake("body", "must be true, or leave version out");
        }
        return new VersionAt.Body();
    }

    private static @Nullable ProcessProof process(Mapping process) {
        process.only(List.of("pidFile", "command"));
        if (process.has("pidFile") == process.has("command")) {
            process.missing("pidFile", "exactly one of pidFile and command must be there");
        }
        Optional<ProcessProof> command = process.text("command").map(ProcessProof.Command::new);
        return process.text("pidFile")
                .<ProcessProof>map(ProcessProof.PidFile::new)
                .or(() -> command)
                .orElse(null);
    }
}
