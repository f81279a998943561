package dev.slipway.balancer.consul;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.LoopbackPorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of Consul agents with one catalog, each at an address of its own: as much of it as concerns maintenance,
 * with the answers that Consul was seen to give. Safe for several threads.
 */
final class FakeConsul implements AutoCloseable {
    static final String SERVICE = "shop front";
    static final String TOKEN = "c0ffee00-made-up";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAINTENANCE = "/v1/agent/service/maintenance/";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<HttpServer> servers = new ArrayList<>();
    private final List<Registered> catalog = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private final int port;
    private boolean old;
    private int next;

    /** One instance of the service on one node. */
    private static final class Registered {
        private final String id;
        private final String node;
        private final String address;
        private final Map<String, String> checks = new LinkedHashMap<>(Map.of("service:http", "passing"));
        private @Nullable String maintenance;
        private @Nullable String nodeMaintenance;

        Registered(String id, String node, String address) {
            this.id = id;
            this.node = node;
            this.address = address;
        }

        boolean passing() {
            return maintenance == null && nodeMaintenance == null && !checks.containsValue("critical");
        }
    }

    /** The answer to one request. */
    private record Reply(int status, String body) {}

    /** Agents at 127.0.0.1, which has no service, 127.0.0.2, …: one for each instance, all at one port. */
    FakeConsul(List<String> ids) throws IOException {
        port = LoopbackPorts.free();
        listen("127.0.0.1");
        for (var id : ids) {
            var number = catalog.size() + 2;
            var address = "127.0.0." + number;
            catalog.add(new Registered(id, "node-" + number, address));
            listen(address);
        }
    }

    private void listen(String address) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> serve(exchange, address));
        server.start();
        servers.add(server);
    }

    String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** An endpoint where nobody listens. */
    String silent() {
        return "http://127.0.0.99:" + port;
    }

    /** Whether it speaks as releases before 1.7 did. */
    synchronized void old(boolean isOld) {
        old = isOld;
    }

    /** Every command that was carried out, with its reason. */
    synchronized List<String> commands() {
        return List.copyOf(commands);
    }

    /** A check of the instance says something. */
    synchronized void check(String id, String name, String status) {
        find(id).checks.put(name, status);
    }

    /** A person puts it into maintenance; null ends it. */
    synchronized void maintenance(String id, @Nullable String reason) {
        find(id).maintenance = reason;
    }

    /** A person puts its whole node into maintenance. */
    synchronized void nodeMaintenance(String id, String reason) {
        find(id).nodeMaintenance = reason;
    }

    /** Its agent forgets it, while the catalog still shows it or not. */
    synchronized void deregister(String id, boolean shown) {
        var gone = find(id);
        catalog.remove(gone);
        if (shown) {
            catalog.add(new Registered(gone.id, gone.node, "127.0.0.1"));
        }
    }

    /** A consumer's request: the passing instance in turn. */
    synchronized String visit() {
        var passing = catalog.stream().filter(Registered::passing).toList();
        return passing.get(next++ % passing.size()).id;
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
        threads.shutdownNow();
    }

    private Registered find(String id) {
        return catalog.stream().filter(r -> r.id.equals(id)).findFirst().orElseThrow();
    }

    private void serve(HttpExchange exchange, String agent) throws IOException {
        var reply = answer(exchange, agent);
        var bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private synchronized Reply answer(HttpExchange exchange, String agent) {
        var method = exchange.getRequestMethod();
        var path = exchange.getRequestURI().getPath();
        if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Consul-Token"))) {
            return new Reply(403, "ACL not found");
        }
        if (method.equals("GET") && path.equals("/v1/health/service/" + SERVICE)) {
            return new Reply(200, health().toString());
        }
        if (path.startsWith("/v1/health/service/")) {
            return new Reply(200, "[]");
        }
        if (!path.startsWith(MAINTENANCE)) {
            return new Reply(404, "");
        }
        return method.equals("PUT")
                ? maintain(agent, path.substring(MAINTENANCE.length()), query(exchange))
                : new Reply(405, "method " + method + " not allowed");
    }

    private Reply maintain(String agent, String id, Map<String, String> query) {
        var enable = query.get("enable");
        if (id.isEmpty() || enable == null) {
            return new Reply(400, id.isEmpty() ? "Missing service ID" : "Missing value for enable");
        }
        if (!enable.equals("true") && !enable.equals("false")) {
            return new Reply(400, "Invalid value for enable: \"" + enable + "\"");
        }
        var known = catalog.stream()
                .filter(r -> r.id.equals(id) && r.address.equals(agent) && !agent.equals("127.0.0.1"))
                .findFirst()
                .orElse(null);
        if (known == null) {
            return old
                    ? new Reply(500, "Unknown service \"" + id + "\"")
                    : new Reply(
                            404,
                            "Unknown service ID \"" + id
                                    + "\". Ensure that the service ID is passed, not the service name.");
        }
        if (enable.equals("false")) {
            known.maintenance = null;
        } else if (known.maintenance == null) { // a second one keeps the first reason
            known.maintenance = query.getOrDefault("reason", "Maintenance mode is enabled for this service");
        }
        commands.add(enable + " " + id + " " + query.getOrDefault("reason", ""));
        return new Reply(200, "");
    }

    private ArrayNode health() {
        var all = JSON.createArrayNode();
        for (var registered : catalog) {
            var entry = all.addObject();
            entry.putObject("Node").put("Node", registered.node).put("Address", registered.address);
            entry.putObject("Service")
                    .put("ID", registered.id)
                    .put("Service", SERVICE)
                    .putObject("Weights")
                    .put("Passing", registered.id.equals("web-2") ? 3 : 1);
            var checks = entry.putArray("Checks");
            check(checks.addObject(), "serfHealth", "passing", "");
            registered.checks.forEach((name, status) -> check(checks.addObject(), name, status, ""));
            if (registered.maintenance != null) {
                check(checks.addObject(), "_service_maintenance:" + registered.id, "critical", registered.maintenance);
            }
            if (registered.nodeMaintenance != null) {
                check(checks.addObject(), "_node_maintenance", "critical", registered.nodeMaintenance);
            }
        }
        return all;
    }

    private static void check(ObjectNode check, String id, String status, String notes) {
        check.put("CheckID", id).put("Name", id).put("Status", status).put("Notes", notes);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        var values = new LinkedHashMap<String, String>();
        for (var part : String.valueOf(exchange.getRequestURI().getRawQuery()).split("&", -1)) {
            var at = part.indexOf('=');
            if (at > 0) {
                values.put(part.substring(0, at), URLDecoder.decode(part.substring(at + 1), StandardCharsets.UTF_8));
            }
        }
        return values;
    }
}
