package dev.slipway.balancer.digitalocean;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * As much of DigitalOcean's API as concerns one load balancer, by their description of it: it keeps a state, and takes
 * a request only in the described shape. Safe for several threads.
 */
final class FakeDigitalocean implements AutoCloseable {
    static final String TOKEN = "dop_v1_made_up";
    static final String ID = "4de7ac8b-495b-4884-9a69-1050c6793cd6";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BALANCER = "/v2/load_balancers/" + ID;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Long> team = new LinkedHashSet<>();
    private final Set<Long> listed = new LinkedHashSet<>();
    private final Deque<Refused> refusals = new ArrayDeque<>();
    private final List<String> changes = new ArrayList<>();
    private final @Nullable String tag;
    private String status = "active";
    private int next;
    private int inside;
    private boolean overlapped;

    /** The answer to one request. */
    private record Reply(int status, String body, Map<String, String> headers) {}

    /** An answer that is given in place of the right one. */
    private record Refused(String method, Reply reply) {}

    /** Its droplets are all on the list at first. */
    FakeDigitalocean(@Nullable String tag, long... droplets) throws IOException {
        this.tag = tag;
        Arrays.stream(droplets).forEach(listed::add);
        team.addAll(listed);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized void status(String now) {
        status = now;
    }

    /** Somebody puts it on the list, or off. */
    synchronized void byHand(long droplet, boolean on) {
        team.add(droplet);
        if (on) {
            listed.add(droplet);
        } else {
            listed.remove(droplet);
        }
    }

    /** The next request with this method is answered so. */
    synchronized void refuse(String method, int code, String body, Map<String, String> headers) {
        refusals.add(new Refused(method, new Reply(code, body, headers)));
    }

    /** Every change that was carried out, e.g. {@code DELETE [101]}. */
    synchronized List<String> changes() {
        return List.copyOf(changes);
    }

    /** Whether a change came while another one was being carried out. */
    synchronized boolean overlapped() {
        return overlapped;
    }

    /** A visitor's request: the droplet in turn. */
    synchronized String visit() {
        var all = List.copyOf(listed);
        return Long.toString(all.get(next++ % all.size()));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var reply = enter(exchange, body);
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        var bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
        }
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
        leave(exchange);
    }

    private synchronized Reply enter(HttpExchange exchange, String body) throws IOException {
        var method = exchange.getRequestMethod();
        if (!method.equals("GET")) {
            overlapped |= inside++ > 0;
        }
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return error(401, "unauthorized", "Unable to authenticate you");
        }
        if (!refusals.isEmpty() && refusals.getFirst().method().equals(method)) {
            return refusals.removeFirst().reply();
        }
        return answer(exchange, method, body);
    }

    private synchronized void leave(HttpExchange exchange) {
        if (!exchange.getRequestMethod().equals("GET")) {
            inside--;
        }
    }

    private Reply answer(HttpExchange exchange, String method, String body) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var query = String.valueOf(exchange.getRequestURI().getQuery());
        if (method.equals("GET")) {
            return look(path, query);
        }
        var type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        if (!type.startsWith("application/json") || body.isEmpty()) {
            return error(422, "unprocessable_entity", "body is missing or is not JSON");
        }
        var asked = JSON.readTree(body);
        if (path.equals(BALANCER + "/droplets")) {
            return tag == null
                    ? change(method, asked.path("droplet_ids"), FakeDigitalocean::number)
                    : error(422, "unprocessable_entity", "load balancer is configured with a tag");
        }
        return path.equals("/v2/tags/" + tag + "/resources")
                ? change(method, asked.path("resources"), FakeDigitalocean::resource)
                : error(404, "not_found", "The resource you were accessing could not be found.");
    }

    private Reply look(String path, String query) {
        if (path.equals(BALANCER)) {
            return json("{\"load_balancer\":{\"id\":\"" + ID + "\",\"status\":\"" + status + "\",\"tag\":\""
                    + (tag == null ? "" : tag) + "\",\"droplet_ids\":" + (tag == null ? listed : "[]") + "}}");
        }
        if (path.equals("/v2/droplets") && query.startsWith("tag_name=" + tag + "&")) {
            return page(Integer.parseInt(query.replaceFirst(".*&page=", "")));
        }
        if (path.matches("/v2/droplets/[0-9]+")) {
            return team.contains(Long.parseLong(path.replaceFirst(".*/", "")))
                    ? json("{\"droplet\":{}}")
                    : error(404, "not_found", "The resource you were accessing could not be found.");
        }
        return error(404, "not_found", "The resource you were accessing could not be found.");
    }

    /** One droplet a page, so that there is more than one page. */
    private Reply page(int number) {
        var all = List.copyOf(listed);
        var shown = number <= all.size() ? "{\"id\":" + all.get(number - 1) + ",\"tags\":[\"" + tag + "\"]}" : "";
        var links = number < all.size() ? "{\"pages\":{\"next\":\"" + endpoint() + "/v2/droplets?page=\"}}" : "{}";
        return json("{\"droplets\":[" + shown + "],\"links\":" + links + ",\"meta\":{\"total\":" + all.size() + "}}");
    }

    private Reply change(String method, JsonNode items, ToLongFunction<JsonNode> reader) {
        var ids = new ArrayList<Long>();
        items.forEach(item -> ids.add(reader.applyAsLong(item)));
        if (ids.isEmpty() || ids.contains(0L) || !team.containsAll(ids)) {
            return error(422, "unprocessable_entity", "droplet ids are invalid: " + items);
        }
        switch (method) {
            case "POST" -> listed.addAll(ids);
            case "DELETE" -> ids.forEach(listed::remove);
            default -> {
                return error(405, "method_not_allowed", method);
            }
        }
        changes.add(method + " " + ids);
        return new Reply(204, "", Map.of());
    }

    /** Zero for what is no whole number. */
    private static long number(JsonNode item) {
        return item.isIntegralNumber() ? item.asLong() : 0;
    }

    private static long resource(JsonNode item) {
        var id = item.path("resource_id");
        return id.isTextual() && item.path("resource_type").asText().equals("droplet") ? id.asLong() : 0;
    }

    private static Reply json(String body) {
        return new Reply(200, body, Map.of("ratelimit-limit", "5000", "ratelimit-remaining", "4999"));
    }

    static String message(String id, String message) {
        return List.of("\"id\":\"" + id + "\"", "\"message\":\"" + message + "\"", "\"request_id\":\"r-1\"").stream()
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static Reply error(int status, String id, String message) {
        return new Reply(status, message(id, message.replace("\"", "'")), Map.of());
    }
}
