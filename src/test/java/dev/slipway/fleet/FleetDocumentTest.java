package dev.slipway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.Fleet.PipelineChoice;
import dev.slipway.fleet.FleetDocument.Parsed;
import dev.slipway.fleet.HealthCheck.Probe;
import dev.slipway.fleet.HealthCheck.VersionAt;
import dev.slipway.fleet.HealthCheck.Via;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetDocumentTest {
    private static final String EXAMPLE = """
            fleet: shop-production
            application: shop
            environment: production
            pipeline: laravel
            deployPath: /srv/shop
            ssh: {user: deploy, port: 22, key: shop-deploy, jump: null}
            balancers:
              edge: {driver: haproxy, endpoints: ["tcp://10.4.0.2:9999", "tcp://10.4.0.3:9999"], backend: shop}
            nodes:
              - {name: web-1, host: 10.4.1.11, hostKey: "ssh-ed25519 AAAA", labels: {zone: a}, members: {edge: web-1}}
              - {name: web-2, host: 10.4.1.12, port: 2222, user: root, keyFile: /etc/key, deployPath: shop, healthPort: 81}
            health:
              http: {path: /health, port: 8080, via: ssh, status: 200, version: {json: /version}}
              interval: 500ms
              consecutive: 2
              timeout: 60s
            strategy: {wave: 1, minInService: 1, drainTimeout: 30s, settle: 0s, onFailure: rollback, maxFailures: 0}
            keepReleases: 5
            """;

    @Test
    void reads_the_example_of_the_documentation() {
        Fleet fleet = right(EXAMPLE);

        assertThat(fleet.name()).isEqualTo("shop-production");
        assertThat(fleet.database()).isEqualTo("shop-production");
        assertThat(fleet.pipeline()).isEqualTo(new PipelineChoice.Named("laravel"));
        assertThat(fleet.balancers().values().stream().flatMap(edge -> edge.endpoints().stream()))
                .hasSize(2);
        Node first = fleet.nodes().getFirst();
        assertThat(first.key()).isEqualTo(new KeyRef.Stored("shop-deploy"));
        assertThat(first.jump()).isNull();
        assertThat(first.deployPath()).isEqualTo("/srv/shop");
        assertThat(first.members()).isEqualTo(Map.of("edge", "web-1"));
        Node second = fleet.nodes().get(1);
        assertThat(second)
                .isEqualTo(new Node(
                        "web-2",
                        "10.4.1.12",
                        2222,
                        "root",
                        new KeyRef.File("/etc/key"),
                        null,
                        "shop",
                        null,
                        Map.of(),
                        Map.of(),
                        81));
        assertThat(fleet.health())
                .isEqualTo(new HealthCheck(
                        new Probe.Http("/health", 8080, Via.SSH, 200, null, new VersionAt.Json("/version")),
                        Duration.ofMillis(500),
                        2,
                        Duration.ofSeconds(60),
                        null));
        assertThat(fleet.strategy().capacityTimeout()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void reads_json_indented_with_tabs() {
        Fleet fleet = right("""
                {
                \t"fleet": "a", "application": "b", "environment": "c", "pipeline": "static", "deployPath": "\\/srv\\/a",
                \t"ssh": {"user": "deploy", "keyFile": "/k"},
                \t"strategy": {"allowInterruption": true},
                \t"nodes": [{"name": "n", "host": "::1"}]
                }
                """);

        assertThat(fleet.deployPath()).isEqualTo("/srv/a");
        assertThat(fleet.strategy().allowInterruption()).isTrue();
        assertThat(fleet.health()).isNull();
    }

    @Test
    void tells_every_mistake_at_once_with_its_line() {
        List<Mistake> mistakes = wrong(EXAMPLE.replace("application: shop", "aplication: shop")
                .replace("10.4.1.12", "10.4.1.12, hots: x")
                .replace("name: web-2", "name: web-1")
                .replace("members: {edge: web-1}", "members: {egde: web-1}")
                .replace("wave: 1", "wave: 0")
                .replace("interval: 500ms", "interval: 5ms")
                .replace("keepReleases: 5", "keepReleases: 1\nduties: []"));

        assertThat(mistakes.stream().map(m -> m.line() + " " + m.field() + ": " + m.problem()))
                .containsExactly(
                        "1 application: missing: what is deployed",
                        "2 aplication: unknown field; did you mean application?",
                        "10 nodes[0].members: there is no balancer egde; did you mean edge?",
                        "11 nodes[1].hots: unknown field; did you mean host?",
                        "11 nodes[1].name: another node has this name",
                        "14 health.interval: must be a time such as 500ms, 30s, 10m or 1h, at least 20ms, not \"5ms\"",
                        "17 strategy.wave: must be a whole number from 1 to 10000, not \"0\"",
                        "18 keepReleases: must be a whole number from 2 to 1000, not \"1\"",
                        "19 duties: not supported yet by this version: leave it out");
    }

    @Test
    void reads_who_must_approve_with_defaults_that_are_careful() {
        assertThat(right(EXAMPLE).approvals()).isNull();
        assertThat(right(EXAMPLE + "approvals: {}").approvals())
                .isEqualTo(new ApprovalRule(1, true, Duration.ofHours(24), List.of("deploy")));
        var rule = right(EXAMPLE
                        + "approvals: {required: 2, fourEyes: false, expires: 90m, kinds: [deploy, rollback, deploy]}")
                .approvals();
        assertThat(rule).isEqualTo(new ApprovalRule(2, false, Duration.ofMinutes(90), List.of("deploy", "rollback")));
        assertThat(new ApprovalRule(2, false, Duration.ofMinutes(90), List.of("deploy")).sentence())
                .isEqualTo("2 people, within 90 min");
        assertThat(new ApprovalRule(1, true, Duration.ofHours(24), List.of("deploy")).sentence())
                .isEqualTo("1 person, not the one who asked, within 24 h");
    }

    @Test
    void tells_what_is_wrong_with_approvals_and_where() {
        List<Mistake> mistakes = wrong(EXAMPLE + """
                approvals:
                  required: 6
                  fourEyes: maybe
                  expires: 721h
                  kinds: [deploy, hotfix]
                  by: [mira]
                """);

        assertThat(mistakes.stream().map(m -> m.line() + " " + m.field() + ": " + m.problem()))
                .containsExactly(
                        "20 approvals.required: must be a whole number from 1 to 5, not \"6\"",
                        "21 approvals.fourEyes: must be true or false, not \"maybe\"",
                        "22 approvals.expires: must be at most 720h",
                        "23 approvals.kinds: \"hotfix\" is no kind of deployment: choose from deploy, rollback, restart,"
                                + " catch-up",
                        "24 approvals.by: unknown field; known here: required, fourEyes, expires, kinds");
        assertThat(wrong(EXAMPLE + "approvals: {kinds: []}").getFirst().problem())
                .startsWith("names none");
        assertThat(wrong(EXAMPLE + "approvals: true").getFirst().problem()).isEqualTo("must be a mapping of fields");
    }

    @Test
    void reads_what_begins_deployments() {
        String rules = """
                supersede: true
                triggers:
                  github:
                    - {on: workflow_run, repository: acme/shop, branch: [main, "release/*"], workflow: build.yml,
                       event: [push, workflow_dispatch], release: {from: workflow-artifact, artifact: "shop-{run}"}}
                    - {on: release, repositoryId: 4711, tag: "v*", migrations: none,
                       release: {from: release-asset, asset: "shop-*.tar.gz"}}
                    - {on: push, repository: acme/shop, tag: "v*", release: {from: git}}
                    - {on: deployment, repository: acme/shop, environment: production, version: "{ref}-{sha7}",
                       release: {from: url, url: "https://b.example/{sha}.tgz", sha256: "https://b.example/{sha}.sum"}}
                """;
        right(EXAMPLE + rules);
        Triggers triggers = FleetDocument.triggers(EXAMPLE + rules);

        assertThat(triggers.supersede()).isTrue();
        assertThat(triggers.github())
                .extracting(GithubRule::told)
                .containsExactly(
                        "workflow_run of acme/shop, branch main or release/*, workflow build.yml, begun by push or"
                                + " workflow_dispatch: the run's artifact shop-{run}",
                        "release of repository 4711, tag v*, published: the release's file shop-*.tar.gz",
                        "push of acme/shop, tag v*: the commit",
                        "deployment of acme/shop, environment production: https://b.example/{sha}.tgz");
        assertThat(triggers.github())
                .extracting(rule -> rule.version().text())
                .containsExactly("{run}-{sha7}", "{tag}", "{tag}", "{ref}-{sha7}");
        assertThat(triggers.github()).extracting(GithubRule::migrations).contains("none", "reversible");
        assertThat(FleetDocument.triggers(EXAMPLE)).isEqualTo(Triggers.NONE);
    }

    @Test
    void says_each_mistake_in_what_begins_deployments_with_its_line() {
        List<Mistake> mistakes = wrong(EXAMPLE + """
                supersede: perhaps
                triggers:
                  gitlab: []
                  github:
                    - {on: pull_request, repository: acme/shop, release: {from: git}}
                    - {on: push, repository: shop, workflow: x, release: {from: workflow-artifact, artifact: a}}
                    - {on: workflow_run, event: pull_request_target, repositoryId: abc}
                    - {on: release, repository: acme/shop, action: edited, version: "{sha}", release: {from: url}}
                """);
        assertThat(mistakes)
                .extracting(m -> m.line() - 18 + " " + m.field() + " " + m.problem())
                .anySatisfy(m -> assertThat(m).isEqualTo("1 supersede must be true or false, not \"perhaps\""))
                .anySatisfy(m -> assertThat(m).startsWith("3 triggers.gitlab unknown field"))
                .anySatisfy(m -> assertThat(m).startsWith("5 triggers.github[0].on must be one of"))
                .anySatisfy(m -> assertThat(m).startsWith("6 triggers.github[1].repository must be owner/name"))
                .anySatisfy(m -> assertThat(m).startsWith("6 triggers.github[1].workflow unknown field"))
                .anySatisfy(m -> assertThat(m).startsWith("6 triggers.github[1].branch missing"))
                .anySatisfy(m -> assertThat(m).startsWith("6 triggers.github[1].release.from must be one of git, url"))
                .anySatisfy(m -> assertThat(m).startsWith("7 triggers.github[2].event \"pull_request_target\""))
                .anySatisfy(m -> assertThat(m).startsWith("7 triggers.github[2].repositoryId must be"))
                .anySatisfy(m -> assertThat(m).startsWith("7 triggers.github[2].release missing"))
                .anySatisfy(m -> assertThat(m).startsWith("8 triggers.github[3].action must be one of"))
                .anySatisfy(m -> assertThat(m).startsWith("8 triggers.github[3].version {sha} is no placeholder"))
                .anySatisfy(m -> assertThat(m).startsWith("8 triggers.github[3].release.url missing"))
                .anySatisfy(m -> assertThat(m).startsWith("8 triggers.github[3].release.sha256 missing"));
    }

    @Test
    void a_repository_over_ssh_has_a_key_and_one_over_https_has_none() {
        String rule = "triggers: {github: [{on: push, repository: acme/shop, branch: main, release: {from: git, %s}}]}";
        String text = EXAMPLE + rule.formatted("url: \"git@github.com:acme/shop.git\", key: shop-git");
        right(text);
        assertThat(FleetDocument.triggers(text).github().getFirst().told())
                .endsWith(": the commit, from git@github.com:acme/shop.git, with the key shop-git");
        right(EXAMPLE + rule.formatted("key: shop-git, hostKey: \"ssh-ed25519 AAAA\""));

        assertThat(wrong(EXAMPLE + rule.formatted("url: \"git@github.com:acme/shop.git\""))
                        .getFirst()
                        .problem())
                .startsWith("missing: the stored SSH key");
        assertThat(wrong(EXAMPLE + rule.formatted("url: \"https://github.com/acme/shop\", key: shop-git"))
                        .getFirst()
                        .problem())
                .contains("belongs to an address of SSH");
        assertThat(wrong(EXAMPLE + rule.formatted("hostKey: \"ssh-ed25519 AAAA\"")))
                .extracting(Mistake::field)
                .containsExactly("triggers.github[0].release.hostKey");
        assertThat(wrong(EXAMPLE + rule.formatted("key: \"Shop Git\", hostKey: nonsense")))
                .extracting(Mistake::field)
                .containsExactly("triggers.github[0].release.key", "triggers.github[0].release.hostKey");
    }

    @Test
    void checks_steps_in_place_with_the_lines_of_the_fleet_document() {
        List<PipelineChoice> seen = new ArrayList<>();
        String text = EXAMPLE.replace(
                "pipeline: laravel", "pipeline:\n  prepare:\n    - {name: a, run: make}\n  activate: []");

        Parsed parsed = FleetDocument.parse(text, choice -> {
            seen.add(choice);
            return List.of(new Mistake(6, "prepare[0].run", "no"));
        });

        assertThat(((PipelineChoice.InPlace) seen.getFirst()).document().lines().skip(4))
                .first()
                .isEqualTo("  prepare:");
        assertThat(parsed).isEqualTo(new Parsed.Wrong(List.of(new Mistake(6, "pipeline.prepare[0].run", "no"))));
        assertThat(((PipelineChoice.InPlace) right(text).pipeline()).document()).contains("run: make");
    }

    @Test
    void says_what_is_wrong_with_a_text_that_is_no_document() {
        assertThat(wrong("").getFirst().problem()).contains("must be a mapping");
        assertThat(wrong("fleet:\n\tname: x").getFirst()).satisfies(mistake -> {
            assertThat(mistake.line()).isEqualTo(2);
            assertThat(mistake.problem()).contains("tabs");
        });
        assertThat(wrong("fleet: [").getFirst().problem()).contains("neither YAML nor JSON");
        assertThat(wrong("a: &x [1]\nb: [*x, *x]").getFirst().problem()).contains("anchors");
        assertThat(wrong("fleet: a\nfleet: b")).anySatisfy(mistake -> {
            assertThat(mistake.line()).isEqualTo(2);
            assertThat(mistake.problem()).contains("twice");
        });
        assertThat(wrong("a: 1\n---\nb: 2").getFirst().line()).isPositive();
        assertThat(wrong("[".repeat(100_000))).isNotEmpty();
        assertThat(wrong("fleet: !!javax.script.ScriptEngineManager [x]")).isNotEmpty();
    }

    private static Fleet right(String text) {
        Parsed parsed = FleetDocument.parse(text, _ -> List.of());
        assertThat(parsed).isInstanceOf(Parsed.Right.class);
        return ((Parsed.Right) parsed).fleet();
    }

    private static List<Mistake> wrong(String text) {
        Parsed parsed = FleetDocument.parse(text, _ -> List.of());
        assertThat(parsed).isInstanceOf(Parsed.Wrong.class);
        return ((Parsed.Wrong) parsed).mistakes();
    }
}
