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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The source {@code digitalocean-tag}: active droplets with a tag. Written to DigitalOcean's API, version 2. */
@Singleton
public final class TaggedDroplets implements ServerSource {
    private static final String API = "https://api.digitalocean.com";
    private static final int PER_PAGE = 200; // the most there is
    private static final int MOST_PAGES = 50;
    private static final Map<Integer, String> ADVICE = Map.of(
            401, "The token is unknown or has expired: make a new one with the scope droplet:read",
            403, "Give the token the scope droplet:read",
            429, "Wait; other programs may use up this token");

    private final BalancerSecrets secrets;

    /** The token is read at each use. */
    public TaggedDroplets(BalancerSecrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return "digitalocean-tag";
    }

    @Override
    public Shown look(DiscoveryRule rule) throws DiscoveryException, InterruptedException {
        var base =
                URI.create(rule.endpoints().isEmpty() ? API : rule.endpoints().getFirst());
        var web = new Web(rule, secrets, "Authorization", "Bearer ", ADVICE);
        var tag = URLEncoder.encode(rule.needed("tag"), StandardCharsets.UTF_8);
        var seen = new ArrayList<SeenServer>();
        for (var page = 1; page <= MOST_PAGES; page++) {
            var shown = web.read(base, "/v2/droplets?tag_name=" + tag + "&per_page=" + PER_PAGE + "&page=" + page);
            shown.path("droplets").forEach(droplet -> {
                if (droplet.path("status").asText().equals("active")) {
                    seen.add(server(droplet));
                }
            });
            if (shown.path("links").path("pages").path("next").isMissingNode()) {
                break;
            }
        }
        return new Shown(seen, false, false);
    }

    private static SeenServer server(JsonNode droplet) {
        return new SeenServer(
                droplet.path("id").asText(),
                droplet.path("name").asText(null),
                address(droplet, "private"),
                address(droplet, "public"),
                null,
                droplet.path("region").path("slug").asText(null),
                Stage.THERE);
    }

    private static @Nullable String address(JsonNode droplet, String type) {
        for (var network : droplet.path("networks").path("v4")) {
            if (network.path("type").asText().equals(type)) {
                return network.path("ip_address").asText(null);
            }
        }
        return null;
    }
}
