package dev.slipway.balancer.caddy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.WebApi;
import dev.slipway.balancer.WebApi.Answer;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** One handler of one Caddy, through its admin interface. */
final class CaddyInstance {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOVED = 412;

    private final String balancer;
    private final String endpoint;
    private final String id;
    private final Token token;

    CaddyInstance(String balancer, String endpoint, String id, Token token) {
        this.balancer = balancer;
        this.endpoint = endpoint;
        this.id = id;
        this.token = token;
    }

    /** How people know this Caddy. */
    String name() {
        return endpoint;
    }

    Removed.Place place(String dial) {
        return new Removed.Place(endpoint, id, dial);
    }

    /** The handler as it is now. */
    Handler read() throws BalancerException, InterruptedException {
        var tried = "reading the handler " + id;
        var api = api();
        var answer = api.send("GET", "/id/" + id, null, Map.of());
        if (!answer.fine()) {
            throw refused(api, tried, answer);
        }
        var handler = json(answer.body());
        var etag = Optional.ofNullable(answer.headers().get("etag"));
        if (!(handler.get("upstreams") instanceof ArrayNode upstreams)) {
            throw api.refused(
                    at(tried),
                    answer,
                    "Put this @id on the reverse_proxy handler itself, and list its upstreams there: "
                            + "dynamic ones are not Slipway's to change",
                    false);
        }
        return new Handler(
                upstreams,
                etag.orElseThrow(() -> api.refused(
                        at("reading which configuration it has"),
                        answer,
                        "There is no Etag in it. Use Caddy 2.6 or later, without a proxy that drops trailers",
                        false)),
                "-1".equals(handler.path("flush_interval").asText()));
    }

    /**
     * Sets the whole list, unless the configuration is another one than was read.
     *
     * @return whether it was set
     */
    boolean write(String tried, ArrayNode upstreams, Handler seen) throws BalancerException, InterruptedException {
        var api = api();
        var answer =
                api.send("PATCH", "/id/" + id + "/upstreams", upstreams.toString(), Map.of("If-Match", seen.etag()));
        if (answer.status() == MOVED) {
            return false;
        }
        if (!answer.fine()) {
            throw refused(api, tried, answer);
        }
        return true;
    }

    private WebApi api() throws BalancerException {
        return new WebApi("balancer " + balancer, URI.create(endpoint), token.headers());
    }

    private String at(String tried) {
        return tried + " at " + endpoint;
    }

    private BalancerException refused(WebApi api, String tried, Answer answer) {
        return switch (answer.status()) {
            case 404 ->
                api.refused(
                        at(tried),
                        answer,
                        "Put \"@id\": \"" + id + "\" on the reverse_proxy handler in the configuration that Caddy "
                                + "starts with, or mend id of the fleet document",
                        false);
            case 401, 403 ->
                api.refused(
                        at(tried),
                        answer,
                        "Add the host and port of this endpoint to admin.origins of Caddy's configuration; behind a "
                                + "proxy see that it lets this token in",
                        false);
            case 429, 502, 503, 504 -> api.refused(at(tried), answer, "Nothing yet; see to it if it lasts", true);
            default ->
                api.refused(
                        at(tried),
                        answer,
                        "Caddy kept the configuration that it had; mend what it names, then retry",
                        false);
        };
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException _) {
            return MissingNode.getInstance(); // whoever looks for the list finds none, and shows the answer
        }
    }
}
