package dev.slipway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.FleetDocument.Parsed;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Goal: a document names balancers of DigitalOcean, Consul and DNS with all that their drivers need, and a wrong word
 * is a mistake with its field. Method: documents.
 */
class NamesFieldsTest {
    private static final String HEAD = """
            fleet: shop-production
            application: shop
            environment: production
            pipeline: generic
            deployPath: /srv/shop
            ssh: {user: deploy, key: shop}
            """;

    @Test
    void each_driver_gets_its_fields_and_the_members_of_the_nodes() {
        var fleet = fleet("""
                balancers:
                  cloud: {driver: digitalocean, loadBalancer: 4de7ac8b-495b-4884-9a69-1050c6793cd6, token: do-token, settle: 45s}
                  mesh: {driver: consul, endpoints: ["http://10.4.1.11:8500"], service: shop, agentPort: 8501, datacenter: dc1}
                  names:
                    driver: dns
                    endpoints: ["10.0.0.53:53", "[2001:db8::53]"]
                    zone: example.com
                    name: Shop.Example.com
                    ttl: 5m
                    keyName: slipway
                    keySecret: dns-key
                nodes:
                  - {name: web-1, host: 10.4.1.11, members: {cloud: "3164444", mesh: shop@web-1, names: 10.4.1.11}}
                  - {name: web-2, host: 10.4.1.12, members: {cloud: "3164445", mesh: shop@web-2, names: "2001:db8::2"}}
                """);

        var cloud = spec(fleet, "cloud");
        assertThat(cloud.options())
                .isEqualTo(Map.of(
                        "loadBalancer",
                        "4de7ac8b-495b-4884-9a69-1050c6793cd6",
                        "token",
                        "do-token",
                        "settle",
                        "PT45S"));
        assertThat(cloud.members()).containsExactly("3164444", "3164445");
        assertThat(spec(fleet, "mesh").options())
                .isEqualTo(Map.of("service", "shop", "agentPort", "8501", "datacenter", "dc1"));
        assertThat(spec(fleet, "mesh").endpoints()).containsExactly("http://10.4.1.11:8500");
        assertThat(spec(fleet, "names").options())
                .containsEntry("keyAlgorithm", "hmac-sha256")
                .containsEntry("ttl", "PT5M")
                .containsEntry("name", "Shop.Example.com");
        assertThat(spec(fleet, "names").members()).containsExactly("10.4.1.11", "2001:db8::2");
    }

    @Test
    void digitalocean_sends_its_token_nowhere_unencrypted() {
        assertThat(mistakes("""
                balancers:
                  edge: {driver: digitalocean, loadBalancer: "17", token: ../etc/passwd, endpoint: "http://example.com"}
                nodes:
                  - {name: web-1, host: 10.4.1.11, members: {edge: droplet-1}}
                """))
                .contains(
                        "balancers.edge.loadBalancer",
                        "balancers.edge.token",
                        "balancers.edge.endpoint",
                        "nodes[0].members");
        assertThat(mistakes("""
                balancers:
                  edge:
                    driver: digitalocean
                    loadBalancer: 4de7ac8b-495b-4884-9a69-1050c6793cd6
                    token: do-token
                    endpoint: "http://127.0.0.1@example.com"
                nodes:
                  - {name: web-1, host: 10.4.1.11, members: {edge: "1"}}
                """)).containsExactly("balancers.edge.endpoint");
    }

    @Test
    void consul_and_dns_name_every_mistake() {
        assertThat(mistakes("""
                balancers:
                  mesh: {driver: consul, endpoints: ["10.4.1.11:8500"], agentPort: 0, datacenter: "dc 1"}
                  names: {driver: dns, endpoints: ["http://10.0.0.53"], zone: example.com, name: badexample.com, keyAlgorithm: md5}
                nodes:
                  - {name: web-1, host: 10.4.1.11, members: {mesh: a/b, names: web-1.example.com}}
                  - {name: web-2, host: 10.4.1.12, members: {names: 10.4.1.300}}
                """))
                .contains(
                        "balancers.mesh.endpoints",
                        "balancers.mesh.agentPort",
                        "balancers.mesh.datacenter",
                        "balancers.mesh.service",
                        "balancers.names.endpoints",
                        "balancers.names.name",
                        "balancers.names.keyAlgorithm",
                        "balancers.names.keyName",
                        "balancers.names.keySecret",
                        "nodes[0].members",
                        "nodes[1].members");
    }

    private static BalancerSpec spec(Fleet fleet, String name) {
        return Objects.requireNonNull(fleet.balancers().get(name));
    }

    private static Fleet fleet(String rest) {
        return switch (FleetDocument.parse(HEAD + rest, _ -> List.of())) {
            case Parsed.Right(var fleet) -> fleet;
            case Parsed.Wrong(var mistakes) -> throw new AssertionError(mistakes);
        };
    }

    private static List<String> mistakes(String rest) {
        return switch (FleetDocument.parse(HEAD + rest, _ -> List.of())) {
            case Parsed.Right _ -> List.of();
            case Parsed.Wrong(var mistakes) ->
                mistakes.stream().map(Mistake::field).toList();
        };
    }
}
