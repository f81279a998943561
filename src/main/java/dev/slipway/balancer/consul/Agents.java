package dev.slipway.balancer.consul;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.balancer.BalancerException;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.balancer.WebApi;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.secret.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Consul's agents: any of the endpoints knows the catalog, and a node's own agent alone takes its instances out. */
final class Agents {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REASON = "slipway: a deployment took it out";

    private final BalancerSpec spec;
    private final List<URI> endpoints;
    private final BalancerSecrets secrets;

    Agents(BalancerSpec spec, List<URI> endpoints, BalancerSecrets secrets) {
        this.spec = spec;
        this.endpoints = List.copyOf(endpoints);
        this.secrets = secrets;
    }

    /** Of the first endpoint that answers. */
    List<Instance> instances() throws BalancerException, InterruptedException {
        BalancerException unanswered = null;
        for (var endpoint : endpoints) {
            try {
                return instances(endpoint);
            } catch (BalancerException e) {
                if (!e.passing()) {
                    throw e;
                }
                unanswered = e;
            }
        }
        throw Objects.requireNonNull(unanswered, "at least one endpoint");
    }

    private List<Instance> instances(URI endpoint) throws BalancerException, InterruptedException {
        var service = spec.needed("service");
        var datacenter = option("datacenter", "");
        var tried = "listing the instances of service " + service;
        var api = api(endpoint);
        var answer = api.send(
                "GET",
                "/v1/health/service/" + encoded(service) + (datacenter.isEmpty() ? "" : "?dc=" + encoded(datacenter)),
                null,
                Map.of());
        if (!answer.fine()) {
            throw Refusal.of(api, answer, tried, service);
        }
        var instances = new ArrayList<Instance>();
        try {
            JSON.readTree(answer.body()).forEach(entry -> instances.add(Instance.read(entry)));
        } catch (JsonProcessingException _) {
            throw api.refused(tried, answer, "The answer is no JSON: is this endpoint a Consul agent?", true);
        }
        if (instances.isEmpty()) {
            throw BalancerException.of(
                    spec.name(),
                    tried,
                    "the catalog shows none",
                    "Mend service (and datacenter) in the fleet document, or let the token read it: "
                            + Refusal.policy(service),
                    false);
        }
        return List.copyOf(instances);
    }

    /** On the agent that registered it; the others do not know it. */
    void maintenance(Instance instance, boolean on) throws BalancerException, InterruptedException {
        var api = api(agent(instance));
        var path = "/v1/agent/service/maintenance/" + encoded(instance.id()) + "?enable=" + on
                + (on ? "&reason=" + encoded(REASON) : "");
        var answer = api.send("PUT", path, null, Map.of());
        if (!answer.fine()) {
            throw Refusal.of(
                    api,
                    answer,
                    (on ? "putting " : "taking ") + instance.longName() + (on ? " into" : " out of") + " maintenance",
                    spec.needed("service"));
        }
    }

    private URI agent(Instance instance) {
        var like = endpoints.getFirst();
        var port = Integer.parseInt(option("agentPort", Integer.toString(like.getPort())));
        var host = instance.address().contains(":") ? "[" + instance.address() + "]" : instance.address();
        return URI.create(like.getScheme() + "://" + host + (port < 0 ? "" : ":" + port));
    }

    private WebApi api(URI agent) throws BalancerException {
        var token = token();
        return new WebApi("balancer " + spec.name(), agent, token == null ? Map.of() : Map.of("X-Consul-Token", token));
    }

    private @Nullable Secret token() throws BalancerException {
        var file = spec.options().get("token");
        return file == null ? null : secrets.read("balancer " + spec.name(), "token", file);
    }

    private String option(String name, String otherwise) {
        return spec.options().getOrDefault(name, otherwise);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
