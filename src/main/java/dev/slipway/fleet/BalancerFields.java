package dev.slipway.fleet;

import dev.slipway.fleet.BalancerSpec.Reenter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code balancers}. */
final class BalancerFields {
    private static final List<String> FIELDS = List.of("driver", "endpoints", "backend", "reenter");
    private static final String TCP = "tcp://(\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9_.-]+):[0-9]{1,5}";
    private static final String UNIX = "unix:///.+";

    private BalancerFields() {}

    static Map<String, BalancerSpec> read(Mapping document) {
        Map<String, BalancerSpec> balancers = new LinkedHashMap<>();
        Optional<Mapping> all = document.mapping("balancers");
        all.ifPresent(named -> named.names().forEach(name -> {
            named.matching(name, FleetDocument.NAME, FleetDocument.NAME_RULE, name);
            if (!named.has(name)) {
                named.mistake(name, "missing: the balancer's fields");
            }
            named.mapping(name).ifPresent(fields -> balancers.put(name, balancer(name, fields)));
        }));
        return balancers;
    }

    private static BalancerSpec balancer(String name, Mapping fields) {
        fields.only(FIELDS);
        if (!fields.has("driver")) {
            fields.missing("driver", "haproxy, embedded or none");
        }
        String driver = fields.choice("driver", Map.of("haproxy", "haproxy", "embedded", "embedded", "none", "none"))
                .orElse("");
        List<String> endpoints = fields.texts("endpoints");
        switch (driver) {
            case "haproxy" -> {
                needed(fields, endpoints, TCP + "|" + UNIX, "tcp://host:port or unix:///path");
                fields.required("backend", "the name of HAProxy's backend");
            }
            case "embedded" -> needed(fields, endpoints, "embedded:.+", "embedded:<name>");
            default -> {
                if (driver.equals("none") && (fields.has("endpoints") || fields.has("backend"))) {
                    fields.mistake("driver", "none has neither endpoints nor a backend");
                }
            }
        }
        Reenter reenter = fields.choice("reenter", Map.of("proof", Reenter.PROOF, "check", Reenter.CHECK))
                .orElse(Reenter.PROOF);
        String backend = fields.text("backend")
                .map(text -> fields.matching("backend", "[A-Za-z0-9_.:-]+", "must be a backend's name", text))
                .orElse("");
        return new BalancerSpec(name, driver, endpoints, backend, reenter, Map.of());
    }

    private static void needed(Mapping fields, List<String> endpoints, String pattern, String form) {
        if (!fields.has("endpoints")) {
            fields.missing("endpoints", "a list of " + form);
        } else if (endpoints.isEmpty()) {
            fields.mistake("endpoints", "must be a list of " + form);
        }
        for (String endpoint : endpoints) {
            fields.matching("endpoints", pattern, "must be " + form + ", not " + endpoint, endpoint);
        }
    }
}
