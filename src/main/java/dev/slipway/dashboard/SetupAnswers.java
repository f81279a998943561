package dev.slipway.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** From what was filled in to a fleet document. */
record SetupAnswers(Map<String, String> answers) {
    /** All fields there are; nothing else is kept. */
    static final List<String> FIELDS = List.of(
            "application",
            "environment",
            "deployPath",
            "pipeline",
            "restart",
            "healthPath",
            "healthPort",
            "user",
            "port",
            "servers",
            "driver",
            "endpoint",
            "backend");

    private static final String BALANCER = "edge";

    String get(String field) {
        return Objects.requireNonNullElse(answers.get(field), "");
    }

    String or(String field, String otherwise) {
        var value = get(field);
        return value.isEmpty() ? otherwise : value;
    }

    boolean hasApplication() {
        return !get("application").isEmpty()
                && !get("environment").isEmpty()
                && !get("deployPath").isEmpty();
    }

    boolean hasServers() {
        return !servers().isEmpty() && !get("user").isEmpty();
    }

    String fleet() {
        return get("application") + "-" + get("environment");
    }

    /** Name to address, in their order; a line with an address alone gets a name. */
    Map<String, String> servers() {
        var servers = new LinkedHashMap<String, String>();
        for (var line : get("servers").lines().map(String::strip).toList()) {
            if (!line.isEmpty()) {
                var words = line.split("[\\s,]+", 2);
                var name = words.length == 2 ? words[0] : "web-" + (servers.size() + 1);
                servers.put(name, words[words.length - 1].strip());
            }
        }
        return servers;
    }

    /** The document; JSON is YAML too, and quotes whatever a person wrote. */
    Map<String, Object> document() {
        var document = new LinkedHashMap<String, Object>();
        document.put("fleet", fleet());
        document.put("application", get("application"));
        document.put("environment", get("environment"));
        document.put("pipeline", pipeline());
        document.put("deployPath", get("deployPath"));
        document.put("ssh", Map.of("user", get("user"), "port", number(or("port", "22")), "key", fleet()));
        var balanced = balanced();
        if (balanced) {
            document.put("balancers", Map.of(BALANCER, balancer()));
        }
        var nodes = new ArrayList<Object>();
        servers()
                .forEach((name, host) -> nodes.add(
                        balanced
                                ? Map.of("name", name, "host", host, "members", Map.of(BALANCER, name))
                                : Map.of("name", name, "host", host)));
        document.put("nodes", nodes);
        if (!get("healthPath").isEmpty()) {
            document.put(
                    "health",
                    Map.of(
                            "http",
                            Map.of("path", get("healthPath"), "port", number(or("healthPort", "8080")), "via", "ssh")));
        }
        if (nodes.size() == 1) {
            document.put("allowInterruption", true);
        }
        return document;
    }

    private Object pipeline() {
        return get("restart").isEmpty()
                ? or("pipeline", "generic")
                : Map.of("activate", List.of(Map.of("name", "restart", "run", get("restart"))));
    }

    private boolean balanced() {
        return get("driver").equals("haproxy");
    }

    private Map<String, Object> balancer() {
        return Map.of(
                "driver",
                get("driver"),
                "endpoints",
                List.of(get("endpoint").split("[\\s,]+")),
                "backend",
                or("backend", get("application")));
    }

    private static Object number(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException _) {
            return text; // the document's own check says what is wrong with it
        }
    }

    /** The line for {@code authorized_keys}, with no more rights than the fleet needs. */
    String authorizedKey(String publicKey) {
        var forward = get("healthPath").isEmpty()
                ? ""
                : ",port-forwarding,permitopen=\"127.0.0.1:" + or("healthPort", "8080") + "\"";
        return "restrict" + forward + " " + publicKey;
    }
}
