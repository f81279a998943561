package dev.slipway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.FleetDocument.Parsed;
import dev.slipway.fleet.FoundServers.Shown;
import dev.slipway.fleet.SeenServer.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: what a source of servers shows becomes nodes with stable names, and none of them vanishes by a mistake. Method:
 * documents and answers as values.
 */
class DiscoveryTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String DOCUMENT = """
            fleet: shop-production
            application: shop
            environment: production
            pipeline: generic
            deployPath: /srv/shop
            ssh: {user: deploy, key: shop, port: 2222, jump: bastion@10.0.0.1}
            balancers:
              edge: {driver: haproxy, endpoints: ["tcp://10.4.0.2:9999"], backend: shop}
              alb:
                driver: aws-elbv2
                region: eu-central-1
                targetGroups: ["arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/0123456789abcdef"]
            discovery:
            %s
            """;
    private static final String SCALED =
            "  - {from: auto-scaling-group, group: shop, region: eu-central-1, name: \"{name}\", members: {alb: \"{id}\"}}";

    @Test
    void a_server_that_is_found_is_entered_as_the_document_says() {
        var nodes = nodes(rule(SCALED), server("i-0123456789abcdef0", "Web 1", "10.0.0.5"));

        assertThat(nodes.leftOut()).isEmpty();
        assertThat(nodes.nodes()).singleElement().satisfies(node -> {
            assertThat(node.name()).isEqualTo("web-1");
            assertThat(node.host()).isEqualTo("10.0.0.5");
            assertThat(node.port()).isEqualTo(2222);
            assertThat(node.user()).isEqualTo("deploy");
            assertThat(node.key()).isEqualTo(new KeyRef.Stored("shop"));
            assertThat(node.jump()).isEqualTo("bastion@10.0.0.1");
            assertThat(node.deployPath()).isEqualTo("/srv/shop");
            assertThat(node.members()).containsExactly(Map.entry("alb", "i-0123456789abcdef0"));
            assertThat(node.labels()).containsEntry("zone", "eu-central-1a");
            assertThat(node.discovered())
                    .isEqualTo(new Discovered("auto-scaling-group shop", "i-0123456789abcdef0", false));
        });
    }

    @Test
    void two_of_one_name_stay_two_and_neither_is_renamed_when_the_other_goes() {
        var rule = rule(SCALED);
        var first = server("i-0000000000000001a", "web", "10.0.0.1");
        var second = server("i-0000000000000002b", "web", "10.0.0.2");
        var both = after(FoundNodes.none(rule), rule, NOW, first, second);

        assertThat(names(both)).containsExactly("web", "web-i-0000000000000002b");

        var gone = after(after(both, rule, NOW, second), rule, NOW.plus(PATIENCE), second);

        assertThat(names(gone)).containsExactly("web-i-0000000000000002b");
    }

    @Test
    void one_that_is_missing_is_gone_only_after_a_while_and_one_that_leaves_at_once() {
        var rule = rule(SCALED);
        var web = server("i-0000000000000001a", "web", "10.0.0.1");
        var other = server("i-0000000000000002b", "other", "10.0.0.2");
        var both = after(FoundNodes.none(rule), rule, NOW, web, other);

        var missing = after(both, rule, NOW.plusSeconds(60), other);
        assertThat(names(missing)).containsExactly("web", "other");
        assertThat(names(after(missing, rule, NOW.plusSeconds(239), other))).containsExactly("web", "other");
        assertThat(names(after(missing, rule, NOW.plusSeconds(240), other))).containsExactly("other");
        var back = after(missing, rule, NOW.plusSeconds(120), web, other);
        assertThat(names(after(back, rule, NOW.plusSeconds(240), other)))
                .as("it was there meanwhile")
                .containsExactly("web", "other");

        var leaving = new SeenServer(web.id(), "web", "10.0.0.1", null, null, null, Stage.LEAVING);
        assertThat(names(after(both, rule, NOW, leaving, other))).containsExactly("other");
    }

    @Test
    void an_empty_answer_is_believed_only_from_what_cannot_be_mistaken() {
        var rule = rule(SCALED);
        var both = after(FoundNodes.none(rule), rule, NOW, server("i-0000000000000001a", "web", "10.0.0.1"));
        var late = NOW.plus(Duration.ofDays(1));

        var unsure = new Shown(List.of(), false, false);
        var sure = new Shown(List.of(), true, false);

        var kept = both.after(rule, unsure, PATIENCE, Set.of(), late);
        assertThat(names(kept)).containsExactly("web");
        var missing = kept.after(rule, sure, PATIENCE, Set.of(), late);
        assertThat(names(missing.after(rule, sure, PATIENCE, Set.of(), late.plus(PATIENCE))))
                .isEmpty();
    }

    @Test
    void one_that_slipway_took_off_the_list_itself_stays() {
        var rule = rule(SCALED);
        var both = after(FoundNodes.none(rule), rule, NOW, server("i-0000000000000001a", "web", "10.0.0.1"));
        var without = new Shown(List.of(server("i-0000000000000002b", "b", "10.0.0.2")), false, true);

        var later = both.after(rule, without, PATIENCE, Set.of("web"), NOW)
                .after(rule, without, PATIENCE, Set.of("web"), NOW.plus(Duration.ofDays(1)));

        assertThat(names(later)).containsExactly("web", "b");
    }

    @Test
    void what_cannot_be_a_node_is_named_with_the_reason() {
        var rule = rule(SCALED);
        var there = List.of(new Node(
                "web-1",
                "10.0.0.1",
                22,
                "deploy",
                new KeyRef.Stored("shop"),
                null,
                "/srv/shop",
                null,
                Map.of(),
                Map.of("alb", "i-00000000000000aaa"),
                null));
        var found = after(
                FoundNodes.none(rule),
                rule,
                NOW,
                server("i-00000000000000001", "a", "10.0.0.1"),
                server("i-00000000000000002", "web-1", "10.0.0.2"),
                server("i-00000000000000003", "c", null),
                server("i-00000000000000aaa", "d", "10.0.0.4"),
                server("strange", "e", "10.0.0.5"));

        var nodes = found.beside(there, rule, fleet(SCALED).balancers());

        assertThat(nodes.nodes()).isEmpty();
        assertThat(nodes.leftOut())
                .satisfiesExactly(
                        one -> assertThat(one).contains("is a node already, at 10.0.0.1"),
                        one -> assertThat(one).contains("would be named web-1"),
                        one -> assertThat(one).contains("has no private address"),
                        one -> assertThat(one).contains("i-00000000000000aaa of alb, as another node is"),
                        one -> assertThat(one).contains("strange of alb, which must be a target"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {region: eu-central-1}                                                   | discovery[0].from        | missing: one of auto-scaling-group, aws-target-group
            {from: ec2, region: eu-central-1}                                        | discovery[0].from        | must be one of
            {from: ec2-tags, region: eu-central-1}                                   | discovery[0].tags        | missing: the tags
            {from: ec2-tags, region: eu-central-1, tags: {}}                         | discovery[0].tags        | at least one tag
            {from: ec2-tags, region: Frankfurt, tags: {a: b}}                        | discovery[0].region      | must be a region
            {from: ec2-tags, region: eu-central-1, tags: {a: b}, group: x}           | discovery[0].group       | unknown field
            {from: auto-scaling-group, region: eu-central-1}                         | discovery[0].group       | missing
            {from: consul-service, service: web}                                     | discovery[0].endpoints   | missing
            {from: digitalocean-tag, tag: web}                                       | discovery[0].token       | missing
            {from: digitalocean-tag, tag: web, token: ../x}                          | discovery[0].token       | must be the name of a file
            {from: digitalocean-tag, tag: web, token: do, members: {edge: web}}      | discovery[0].members     | would be the same for all servers
            {from: digitalocean-tag, tag: web, token: do, members: {edgy: "{id}"}}   | discovery[0].members     | there is no balancer edgy; did you mean edge?
            {from: digitalocean-tag, tag: web, token: do, name: "{nmae}"}            | discovery[0].name        | {nmae} is not known
            {from: digitalocean-tag, tag: web, token: do, hostKeys: yes}             | discovery[0].hostKeys    | must be one of ask, first-seen
            {from: digitalocean-tag, tag: web, token: do, address: both}             | discovery[0].address     | must be one of private, public
            {from: aws-target-group, region: eu-west-1, targetGroup: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/0123456789abcdef"} | discovery[0].targetGroup | is not in the region eu-west-1
            """)
    void each_mistake_is_named_at_its_field(String rule, String field, String problem) {
        var parsed = FleetDocument.parse(DOCUMENT.formatted("  - " + rule), _ -> List.of());

        assertThat(parsed).isInstanceOfSatisfying(Parsed.Wrong.class, wrong -> assertThat(wrong.mistakes())
                .anySatisfy(mistake -> {
                    assertThat(mistake.field()).isEqualTo(field);
                    assertThat(mistake.problem()).contains(problem);
                    assertThat(mistake.line()).isGreaterThan(12);
                }));
    }

    @Test
    void a_source_that_is_named_twice_and_one_without_a_login_are_mistakes() {
        assertThat(mistakes(DOCUMENT.formatted(SCALED + "\n" + SCALED)))
                .anySatisfy(one -> assertThat(one.problem()).contains("the same source is named above"));
        assertThat(mistakes(DOCUMENT.formatted(SCALED).replace("user: deploy, ", "")))
                .anySatisfy(one -> assertThat(one.problem()).contains("give ssh.user and ssh.key"));
        assertThat(mistakes(DOCUMENT.formatted("  []")))
                .anySatisfy(one -> assertThat(one.problem()).contains("at least one source of servers"));
    }

    private static List<Mistake> mistakes(String document) {
        return FleetDocument.parse(document, _ -> List.of()) instanceof Parsed.Wrong(var mistakes)
                ? mistakes
                : List.of();
    }

    private static DiscoveryRule rule(String rule) {
        assertThat(fleet(rule).nodes()).isEmpty();
        return FleetDocument.discovery(DOCUMENT.formatted(rule)).getFirst();
    }

    private static Fleet fleet(String rule) {
        return switch (FleetDocument.parse(DOCUMENT.formatted(rule), _ -> List.of())) {
            case Parsed.Right(var fleet) -> fleet;
            case Parsed.Wrong(var mistakes) -> throw new AssertionError(mistakes.toString());
        };
    }

    private static FoundNodes.Nodes nodes(DiscoveryRule rule, SeenServer... servers) {
        return after(FoundNodes.none(rule), rule, NOW, servers)
                .beside(List.of(), rule, fleet(SCALED).balancers());
    }

    private static FoundNodes after(FoundNodes was, DiscoveryRule rule, Instant now, SeenServer... servers) {
        return was.after(rule, new Shown(List.of(servers), false, false), PATIENCE, Set.of(), now);
    }

    private static List<String> names(FoundNodes found) {
        return found.servers().stream().map(FoundServer::node).toList();
    }

    private static SeenServer server(String id, String name, @Nullable String address) {
        return new SeenServer(id, name, address, null, null, "eu-central-1a", Stage.THERE);
    }
}
