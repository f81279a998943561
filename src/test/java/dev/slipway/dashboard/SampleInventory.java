package dev.slipway.dashboard;

import dev.slipway.balancer.MemberView;
import dev.slipway.balancer.MemberView.Rotation;
import dev.slipway.balancer.PoolView;
import dev.slipway.doctor.Finding;
import dev.slipway.doctor.NodeReport;
import dev.slipway.fleet.BalancerSpec;
import dev.slipway.fleet.Fleet;
import dev.slipway.fleet.FleetDocument;
import dev.slipway.fleet.FoundServers;
import dev.slipway.fleet.WrittenRules;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Two fleets behind the balancer edge: one with a member that somebody took out; the other's balancer is silent. */
@Alternative
@ApplicationScoped
class SampleInventory implements Inventory {
    private static final String SEARCH = """
            fleet: search-production
            application: search
            environment: production
            pipeline: generic
            deployPath: /srv/search
            ssh: {user: deploy, key: search}
            balancers: {edge: {driver: haproxy, endpoints: ["tcp://10.4.0.2:9999"], backend: search}}
            nodes:
              - {name: srch-01, host: 10.4.3.11, labels: {zone: a}, members: {edge: srch-01}}
              - {name: srch-02, host: 10.4.3.12, members: {edge: srch-02}}
              - {name: srch-03, host: 10.4.3.13, members: {edge: srch-03}}
              - {name: srch-04, host: 10.4.3.14, members: {edge: srch-04}}
              - {name: srch-05, host: 10.4.3.15, members: {edge: srch-05}}
            """;
    private static final String SHOP = """
            fleet: shop-staging
            application: shop
            environment: staging
            pipeline: generic
            deployPath: /srv/shop
            ssh: {user: deploy, key: shop}
            balancers: {edge: {driver: haproxy, endpoints: ["tcp://10.9.0.2:9999"], backend: shop}}
            nodes: [{name: stg-01, host: 10.9.0.5, members: {edge: stg-01}}]
            """;

    @Override
    public List<Fleet> fleets() {
        return List.of(read(SEARCH), read(SHOP));
    }

    @Override
    public Optional<Fleet> fleet(String name) {
        return fleets().stream().filter(fleet -> fleet.name().equals(name)).findFirst();
    }

    @Override
    public List<FoundServers.Standing> found(String fleet) {
        var search = read(SEARCH);
        if (!fleet.equals(search.name())) {
            return List.of();
        }
        var then = Instant.now();
        return List.of(
                new FoundServers.Standing(
                        WrittenRules.rule("{from: auto-scaling-group, group: search, region: eu-central-1}"),
                        then.minusSeconds(20),
                        then.minusSeconds(20),
                        null,
                        search.nodes(),
                        List.of("i-0123456789abcdef0 has no private address")),
                new FoundServers.Standing(
                        WrittenRules.rule("{from: digitalocean-tag, tag: search, token: droplets}"),
                        then.minusSeconds(20),
                        null,
                        "looking up servers of digitalocean-tag search: GET https://api.digitalocean.com/v2/droplets:"
                                + " 401 Unable to authenticate you",
                        List.of(),
                        List.of()));
    }

    @Override
    public Asked ask(BalancerSpec balancer) {
        if (balancer.backend().equals("shop")) {
            return new Asked.Failed("Nobody answers at 10.9.0.2, port 9999", "Look whether HAProxy runs");
        }
        return new Asked.Answered(new PoolView(
                balancer.name(),
                List.of(
                        new MemberView("srch-01", Rotation.OUT, 0, 100, true, "MAINT on edge-1"),
                        new MemberView("srch-02", Rotation.IN, 12, 100, true, "UP 1/2 on edge-1"),
                        new MemberView("srch-04", Rotation.IN, 3, 10, true, "UP on edge-1"),
                        new MemberView("srch-05", Rotation.IN, 2, 100, true, "UP on edge-1"),
                        new MemberView("backup", Rotation.IN, 0, 1, true, "UP on edge-1"))));
    }

    @Override
    public List<NodeReport> check(Fleet fleet, String base) {
        return List.of(new NodeReport(
                "srch-01",
                false,
                List.of(
                        new Finding("reachable", true, "10.4.3.11, port 22, answers as an SSH server", null),
                        new Finding("restart", false, "sudo wants a password", "deploy ALL=(root) NOPASSWD: /bin/x"),
                        new Finding("health", null, "not checked: mend what comes before it first", null))));
    }

    private static Fleet read(String document) {
        return switch (FleetDocument.parse(document, _ -> List.of())) {
            case FleetDocument.Parsed.Right(var fleet) -> fleet;
            case FleetDocument.Parsed.Wrong(var mistakes) -> throw new IllegalStateException(mistakes.toString());
        };
    }
}
