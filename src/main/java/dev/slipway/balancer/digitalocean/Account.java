package dev.slipway.balancer.digitalocean;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.WebApi;
import dev.slipway.balancer.WebApi.Answer;
import dev.slipway.secret.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The few calls of DigitalOcean's API that concern one load balancer and its droplets. */
final class Account {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PER_PAGE = 200; // the most there is
    private static final int MOST_PAGES = 50;
    private static final int NOT_FOUND = 404;

    private final String balancer;
    private final URI base;
    private final String id;
    private final Token token;
    private final InstantSource clock;

    /** Where the token comes from, anew for each request. */
    @FunctionalInterface
    interface Token {
        Secret read() throws BalancerException;
    }

    Account(String balancer, URI base, String id, Token token, InstantSource clock) {
        this.balancer = balancer;
        this.base = base;
        this.id = id;
        this.token = token;
        this.clock = clock;
    }

    /** Of the load balancer. */
    String id() {
        return id;
    }

    LoadBalancer loadBalancer() throws BalancerException, InterruptedException {
        var shown = read("/v2/load_balancers/" + id, "looking at load balancer " + id)
                .path("load_balancer");
        var tag = shown.path("tag").asText("");
        var status = shown.path("status").asText("of no known status");
        if (!tag.isEmpty()) {
            return new LoadBalancer(status, tag, tagged(tag));
        }
        var droplets = new ArrayList<String>();
        shown.path("droplet_ids").forEach(droplet -> droplets.add(droplet.asText()));
        return new LoadBalancer(status, null, List.copyOf(droplets));
    }

    private List<String> tagged(String tag) throws BalancerException, InterruptedException {
        var droplets = new ArrayList<String>();
        for (var page = 1; page <= MOST_PAGES; page++) {
            var shown = read(
                    "/v2/droplets?tag_name=" + inPath(tag) + "&per_page=" + PER_PAGE + "&page=" + page,
                    "listing the droplets with tag " + tag);
            shown.path("droplets")
                    .forEach(droplet -> droplets.add(droplet.path("id").asText()));
            if (shown.path("links").path("pages").path("next").isMissingNode()) {
                break;
            }
        }
        return List.copyOf(droplets);
    }

    boolean exists(String droplet) throws BalancerException, InterruptedException {
        if (!droplet.matches("[1-9][0-9]{0,17}")) {
            return false; // no droplet has such an id
        }
        var api = api();
        var answer = api.send("GET", "/v2/droplets/" + droplet, null, Map.of());
        if (answer.status() == NOT_FOUND) {
            return false;
        }
        check(api, answer, "looking at droplet " + droplet);
        return true;
    }

    void add(LoadBalancer now, String droplet) throws BalancerException, InterruptedException {
        change("POST", now, droplet, "putting droplet " + droplet + " on load balancer " + id);
    }

    void remove(LoadBalancer now, String droplet) throws BalancerException, InterruptedException {
        change("DELETE", now, droplet, "taking droplet " + droplet + " off load balancer " + id);
    }

    /** A load balancer with a tag has no list of its own: the droplet's tag is changed in its place. */
    private void change(String method, LoadBalancer now, String droplet, String tried)
            throws BalancerException, InterruptedException {
        var api = api();
        var tag = now.tag();
        var answer = tag == null
                ? api.send(
                        method,
                        "/v2/load_balancers/" + id + "/droplets",
                        "{\"droplet_ids\":[" + Long.parseLong(droplet) + "]}",
                        Map.of())
                : api.send(
                        method,
                        "/v2/tags/" + inPath(tag) + "/resources",
                        "{\"resources\":[{\"resource_id\":\"" + Long.parseLong(droplet)
                                + "\",\"resource_type\":\"droplet\"}]}",
                        Map.of());
        check(api, answer, tried);
    }

    private JsonNode read(String path, String tried) throws BalancerException, InterruptedException {
        var api = api();
        var answer = api.send("GET", path, null, Map.of());
        check(api, answer, tried);
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException _) {
            throw api.refused(tried, answer, "The answer is no JSON: is there something between Slipway and it?", true);
        }
    }

    private void check(WebApi api, Answer answer, String tried) throws BalancerException {
        if (!answer.fine()) {
            throw Refusal.of(api, answer, tried, clock);
        }
    }

    private WebApi api() throws BalancerException {
        return new WebApi(
                "balancer " + balancer,
                base,
                Map.of("Authorization", Secret.of("Bearer " + token.read().reveal())));
    }

    private static String inPath(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
