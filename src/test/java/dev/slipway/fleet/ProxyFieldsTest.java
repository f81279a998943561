package dev.slipway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.FleetDocument.Parsed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a fleet document may say of nginx, Caddy and HAProxy behind a login, and what is told when it is wrong. */
class ProxyFieldsTest {
    private static final String KEY = "ssh-ed25519 AAAA";

    private static Parsed parse(String balancer, String member) {
        return FleetDocument.parse("""
                fleet: shop-production
                application: shop
                environment: production
                pipeline: laravel
                deployPath: /srv/shop
                ssh: {user: deploy, key: shop-deploy}
                balancers:
                  edge: %s
                nodes:
                  - {name: web-1, host: 10.4.1.11, members: {edge: "%s"}}
                """.formatted(balancer, member), _ -> List.of());
    }

    private static BalancerSpec right(String balancer) {
        var parsed = (Parsed.Right) parse(balancer, "10.4.1.11:8080");
        return parsed.fleet().balancers().values().iterator().next();
    }

    private static List<String> wrong(String balancer, String member) {
        return ((Parsed.Wrong) parse(balancer, member))
                .mistakes().stream().map(m -> m.field() + ": " + m.problem()).toList();
    }

    private static List<String> wrong(String balancer) {
        return wrong(balancer, "10.4.1.11:8080");
    }

    @Test
    void nginx_needs_a_login_its_host_key_and_a_file() {
        assertThat(right("{driver: nginx, endpoints: [\"ssh://deploy@edge-1:22\"], key: edge, hostKeys: [\"" + KEY
                                + " comment\"], file: /etc/nginx/slipway/shop.conf}")
                        .options())
                .isEqualTo(Map.of(
                        "key",
                        "edge",
                        "hostKeys",
                        KEY + " comment",
                        "file",
                        "/etc/nginx/slipway/shop.conf",
                        "pidFile",
                        "/run/nginx.pid",
                        "test",
                        "sudo nginx -t",
                        "reload",
                        "sudo nginx -s reload",
                        "workersTimeout",
                        "PT1M"));
        assertThat(wrong("{driver: nginx}"))
                .containsExactlyInAnyOrder(
                        "balancers.edge.endpoints: missing: a list of ssh://user@host:22",
                        "balancers.edge.key: either key, the name of a stored SSH key, or keyFile, a path on "
                                + "Slipway's server",
                        "balancers.edge.hostKeys: missing: the host key of each ssh endpoint, as in known_hosts: "
                                + "ssh-ed25519 AAAA…",
                        "balancers.edge.file: missing: the include file with the server lines");
    }

    @Test
    void every_server_with_nginx_has_a_host_key_of_its_own() {
        var two = "{driver: nginx, endpoints: [\"ssh://a@b\", \"ssh://a@c\"], keyFile: /k, file: /f, hostKeys: [%s]}";

        assertThat(wrong(two.formatted("\"" + KEY + "\"")))
                .containsExactly("balancers.edge.hostKeys: must be one for each ssh endpoint, in the same order");
        assertThat(wrong(two.formatted("\"" + KEY + "\", \"what?\"")))
                .containsExactly("balancers.edge.hostKeys: must be as in known_hosts: ssh-ed25519 AAAA…");
    }

    @Test
    void a_member_of_nginx_cannot_end_its_line() {
        var nginx = "{driver: nginx, endpoints: [\"ssh://a@b\"], keyFile: /k, file: /f, hostKeys: [\"" + KEY + "\"]}";

        assertThat(wrong(nginx, "a:1;")).singleElement().asString().contains("must be an address as after server");
        assertThat(parse(nginx, "unix:/run/app.sock")).isInstanceOf(Parsed.Right.class);
    }

    @Test
    void caddy_needs_the_id_of_a_handler() {
        var spec = right("{driver: caddy, endpoints: [\"http://127.0.0.1:2019\"], id: shop, token: edge-token}");

        assertThat(spec.endpoints()).containsExactly("http://127.0.0.1:2019");
        assertThat(spec.options()).isEqualTo(Map.of("id", "shop", "settle", "PT5S", "token", "edge-token"));
        assertThat(wrong("{driver: caddy, endpoints: [\"http://127.0.0.1:2019\"], id: a/b}"))
                .containsExactly("balancers.edge.id: must be an @id of letters, digits and . _ -");
        assertThat(wrong("{driver: caddy, endpoints: [\"http://127.0.0.1:2019\"], id: shop}", "web-1"))
                .singleElement()
                .asString()
                .contains("must be an address as in dial");
    }

    @Test
    void a_token_does_not_go_over_the_network_in_the_clear() {
        assertThat(wrong("{driver: caddy, endpoints: [\"http://10.4.0.2:2019\"], id: shop, token: edge-token}"))
                .containsExactly("balancers.edge.token: would go over the network in the clear: use https endpoints");
        assertThat(right("{driver: caddy, endpoints: [\"https://10.4.0.2:2019\"], id: shop, token: edge-token}"))
                .isNotNull();
    }

    @Test
    void a_key_that_reaches_a_balancer_is_in_use() {
        var fleet = ((Parsed.Right) parse(
                        "{driver: nginx, endpoints: [\"ssh://a@b\"], key: edge-key, file: /f, hostKeys: [\"" + KEY
                                + "\"]}",
                        "a:1"))
                .fleet();

        assertThat(Keys.uses(fleet, "edge-key")).isTrue();
        assertThat(Keys.uses(fleet, "another")).isFalse();
    }

    @Test
    void a_socket_of_haproxy_may_be_reached_through_a_login() {
        var far = "{driver: haproxy, backend: shop, endpoints: [\"ssh://a@b/run/haproxy.sock\", \"tcp://c:1\"]%s}";

        assertThat(right(far.formatted(", key: edge, hostKeys: [\"" + KEY + "\"]"))
                        .options())
                .isEqualTo(Map.of("key", "edge", "hostKeys", KEY));
        assertThat(wrong(far.formatted(""))).hasSize(2).allMatch(m -> m.contains("key") || m.contains("hostKeys"));
        assertThat(wrong("{driver: haproxy, backend: shop, endpoints: [\"tcp://c:1\"], key: edge}"))
                .containsExactly("balancers.edge.key: is for endpoints that begin with ssh://, and there is none");
    }
}
