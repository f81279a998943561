package dev.slipway.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.balancer.BalancerSecrets;
import dev.slipway.fleet.SeenServer;
import dev.slipway.fleet.SeenServer.Stage;
import dev.slipway.fleet.WrittenRules;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: droplets and Consul's nodes are found, each once, on all pages. Method: answers in the described shapes. */
@NullUnmarked // set before each
class WebServersTest {
    private static final String TOKEN = "made-up-token";

    private final Map<String, String> answers = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private BalancerSecrets secrets;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("token"), TOKEN + "\n");
        secrets = new BalancerSecrets(folder);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var headers = exchange.getRequestHeaders();
            asked.add(exchange.getRequestURI() + " " + headers.getOrDefault("Authorization", List.of())
                    + headers.getOrDefault("X-consul-token", List.of()));
            var body = answers.get(exchange.getRequestURI().toString());
            var bytes = (body == null ? "{\"message\":\"no\"}" : body).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body == null ? 401 : 200, bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void active_droplets_of_all_pages() throws Exception {
        answers.put("/v2/droplets?tag_name=web%3Ablue&per_page=200&page=1", """
                {"droplets": [
                  {"id": 101, "name": "web-1.example.com", "status": "active", "region": {"slug": "fra1"},
                   "networks": {"v4": [{"type": "public", "ip_address": "203.0.113.1"},
                                       {"type": "private", "ip_address": "10.0.0.1"}]}},
                  {"id": 102, "name": "web-2", "status": "new", "region": {"slug": "fra1"}, "networks": {"v4": []}}],
                 "links": {"pages": {"next": "https://api.digitalocean.com/v2/droplets?page=2"}}}""");
        answers.put("/v2/droplets?tag_name=web%3Ablue&per_page=200&page=2", """
                {"droplets": [{"id": 103, "name": "web-3", "status": "active", "region": {"slug": "fra1"},
                   "networks": {"v4": [{"type": "public", "ip_address": "203.0.113.3"}]}}], "links": {}}""");

        var shown = new TaggedDroplets(secrets)
                .look(WrittenRules.rule(
                        "{from: digitalocean-tag, tag: \"web:blue\", token: token, endpoint: \"" + endpoint() + "\"}"));

        assertThat(shown.servers())
                .containsExactly(
                        new SeenServer(
                                "101", "web-1.example.com", "10.0.0.1", "203.0.113.1", null, "fra1", Stage.THERE),
                        new SeenServer("103", "web-3", null, "203.0.113.3", null, "fra1", Stage.THERE));
        assertThat(asked).allSatisfy(one -> assertThat(one).endsWith("[Bearer " + TOKEN + "][]"));
    }

    @Test
    void a_token_that_is_refused_says_which_scope_it_needs_and_is_not_shown() {
        var refused = catchThrowableOfType(DiscoveryException.class, () -> new TaggedDroplets(secrets)
                .look(WrittenRules.rule(
                        "{from: digitalocean-tag, tag: web, token: token, endpoint: \"" + endpoint() + "\"}")));

        assertThat(refused.failure().tried()).startsWith("looking up servers of digitalocean-tag web: GET");
        assertThat(refused.failure().answered()).startsWith("401");
        assertThat(refused.failure().next()).contains("droplet:read");
        assertThat(refused.failure().sentence()).doesNotContain(TOKEN);
    }

    @Test
    void a_token_whose_file_is_missing_says_where_it_belongs() {
        var refused = catchThrowableOfType(DiscoveryException.class, () -> new TaggedDroplets(secrets)
                .look(WrittenRules.rule(
                        "{from: digitalocean-tag, tag: web, token: other, endpoint: \"" + endpoint() + "\"}")));

        assertThat(refused.failure().tried()).contains(folder.resolve("other").toString());
        assertThat(refused.failure().next()).contains("slipway.balancer.secrets");
    }

    @Test
    void a_service_s_nodes_each_once_from_the_first_endpoint_that_answers() throws Exception {
        answers.put("/v1/catalog/service/web?dc=fra", """
                [{"Node": "web-1", "Address": "10.0.0.1", "Datacenter": "fra", "ServiceID": "web", "ServicePort": 8080,
                  "TaggedAddresses": {"lan": "10.0.0.1", "wan": "203.0.113.1"}},
                 {"Node": "web-1", "Address": "10.0.0.1", "Datacenter": "fra", "ServiceID": "web-b", "ServicePort": 8081},
                 {"Node": "web-2", "Address": "10.0.0.2", "Datacenter": "fra", "ServiceID": "web", "ServicePort": 0}]""");

        var shown = new ConsulService(secrets)
                .look(WrittenRules.rule("{from: consul-service, service: web, datacenter: fra, token: token,"
                        + " endpoints: [\"http://127.0.0.1:1\", \"" + endpoint() + "\"]}"));

        assertThat(shown.servers())
                .containsExactly(
                        new SeenServer("web@web-1", "web-1", "10.0.0.1", "203.0.113.1", 8080, "fra", Stage.THERE),
                        new SeenServer("web@web-2", "web-2", "10.0.0.2", null, null, "fra", Stage.THERE));
        assertThat(asked).containsExactly("/v1/catalog/service/web?dc=fra [][" + TOKEN + "]");
    }

    private String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
