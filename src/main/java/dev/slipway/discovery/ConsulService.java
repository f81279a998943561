package dev.slipway.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.fleet.DiscoveryRule;
import dev.slipway.fleet.FoundServers.Shown;
import dev.slipway.fleet.SeenServer;
import dev.slipway.fleet.SeenServer.Stage;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The source {@code consul-service}: the nodes on which the catalog has the service, whatever its checks say. Written
 * to Consul's HTTP interface, version 1.
 */
@Singleton
public final class ConsulService implements ServerSource {
    private static final String TOKEN =
            "Put a token that Consul knows into the file that the field token names, which may"
                    + " read the service and its nodes: service \"\" { policy = \"read\" } node_prefix \"\" { policy = \"read\" }";
    private static final Map<Integer, String> ADVICE = Map.of(401, TOKEN, 403, TOKEN);

    private final BalancerSecrets secrets;

    /** The token is read at each use. */
    public ConsulService(BalancerSecrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return "consul-service";
    }

    @Override
    public Shown look(DiscoveryRule rule) throws DiscoveryException, InterruptedException {
        var web = new Web(rule, secrets, "X-Consul-Token", "", ADVICE);
        var datacenter = rule.options().get("datacenter");
        var path = "/v1/catalog/service/" + encoded(rule.needed("service"))
                + (datacenter == null ? "" : "?dc=" + encoded(datacenter));
        var nodes = new HashSet<String>();
        var seen = new ArrayList<SeenServer>();
        for (var entry : ofFirst(rule, web, path)) {
            if (nodes.add(entry.path("Node").asText())) { // several instances on one node are one server
                seen.add(server(entry));
            }
        }
        return new Shown(seen, false, false);
    }

    /** Any of the endpoints knows the catalog. */
    private static JsonNode ofFirst(DiscoveryRule rule, Web web, String path)
            throws DiscoveryException, InterruptedException {
        DiscoveryException last = null;
        for (var endpoint : rule.endpoints()) {
            try {
                return web.read(URI.create(endpoint), path);
            } catch (DiscoveryException e) {
                last = e;
            }
        }
        throw Objects.requireNonNull(last, "at least one endpoint");
    }

    /** As the driver consul calls a member: an instance's id is unique on its node alone. */
    private static SeenServer server(JsonNode entry) {
        var tagged = entry.path("TaggedAddresses");
        return new SeenServer(
                entry.path("ServiceID").asText() + "@" + entry.path("Node").asText(),
                entry.path("Node").asText(null),
                text(tagged.path("lan"), entry.path("Address").asText(null)),
                text(tagged.path("wan"), null),
                entry.path("ServicePort").asInt() == 0
                        ? null
                        : entry.path("ServicePort").asInt(),
                entry.path("Datacenter").asText(null),
                Stage.THERE);
    }

    private static @Nullable String text(JsonNode field, @Nullable String otherwise) {
        return field.asText("").isEmpty() ? otherwise : field.asText();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
