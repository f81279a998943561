package dev.slipway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fleet.Mistake;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineDocumentTest {
    private static final String FULL = """
            pipeline: shop
            tools: [php, composer]
            shared: {folders: [storage/], files: [.env, config/local.php]}
            prepare:
              - {name: composer, run: composer install, timeout: 90s}
              - name: build
                run: |
                  npm ci
                  npm run build
            migrate: {name: migrate, run: php artisan migrate --force, timeout: 1h, verify: php check.php, idempotent: true}
            activate:
              - {name: reload php, run: sudo systemctl reload php8.2-fpm, timeout: 500ms}
            finish:
              - {name: warm, run: ./warm, on: each}
              - {name: tell, run: ./tell, on: once}
            """;

    @Test
    void reads_every_field() {
        Pipeline pipeline = sound(FULL);

        assertThat(pipeline.name()).isEqualTo("shop");
        assertThat(pipeline.tools()).containsExactly("php", "composer");
        assertThat(pipeline.sharedFolders()).containsExactly("storage");
        assertThat(pipeline.sharedFiles()).containsExactly(".env", "config/local.php");
        assertThat(pipeline.prepare())
                .containsExactly(
                        command("composer", "composer install", Duration.ofSeconds(90)),
                        command("build", "npm ci\nnpm run build\n", Duration.ofMinutes(10)));
        assertThat(pipeline.migrate())
                .isEqualTo(new Pipeline.Command(
                        "migrate", "php artisan migrate --force", Duration.ofHours(1), false, "php check.php", true));
        assertThat(pipeline.activate())
                .containsExactly(command("reload php", "sudo systemctl reload php8.2-fpm", Duration.ofMillis(500)));
        assertThat(pipeline.finish()).extracting(Pipeline.Command::once).containsExactly(false, true);
    }

    @Test
    void reads_json_too() {
        Pipeline pipeline = sound("""
                {"pipeline": "shop", "activate": [{"name": "restart", "run": "bin/restart", "timeout": "5s"}]}
                """);

        assertThat(pipeline.activate()).containsExactly(command("restart", "bin/restart", Duration.ofSeconds(5)));
    }

    @Test
    void a_migration_has_half_an_hour_unless_it_says_otherwise() {
        assertThat(sound("{pipeline: a, migrate: {name: m, run: x}}").migrate())
                .extracting(Pipeline.Command::timeout)
                .isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void a_name_from_elsewhere_may_be_left_out_but_not_differ() {
        assertThat(PipelineDocument.parse("tools: [sh]", "shop"))
                .isInstanceOfSatisfying(
                        Parsed.Sound.class,
                        sound -> assertThat(sound.pipeline().name()).isEqualTo("shop"));
        assertThat(PipelineDocument.parse("pipeline: other", "shop")).isInstanceOf(Parsed.Wrong.class);
        assertThat(mistakes("tools: [sh]")).containsExactly("1 pipeline: is missing");
    }

    @Test
    void tells_every_mistake_at_once_with_line_and_field() {
        assertThat(mistakes("""
                        pipeline: Shop
                        tool: [php]
                        tools: [/usr/bin/php, sh, sh]
                        shared:
                          folders: [/etc, a/../b, storage, storage/app]
                          files: storage
                        prepare:
                          - {name: one, run: x, timeout: 10}
                          - {name: one, run: x}
                          - {name: two}
                          - {run: x, on: once}
                          - just text
                        migrate: {name: m, run: "", idempotent: maybe}
                        activate: {name: a}
                        finish:
                          - {name: f, run: x, on: twice}
                          - {name: g, run: x, timeout: 25h, verify: x}
                        finish: []
                        """))
                .containsExactlyInAnyOrder(
                        "1 pipeline: must begin with a lower-case letter or digit and go on with those and \"-\", at most 63"
                                + " characters",
                        "2 tool: is not a known field; known here are pipeline, tools, shared, prepare, migrate, activate,"
                                + " finish",
                        "3 tools[0]: must be the name of a program, without a path",
                        "3 tools[2]: is given twice",
                        "5 shared.folders[0]: must be a path inside the release, without a \"/\" at its beginning",
                        "5 shared.folders[1]: must not contain \".\", \"..\" or empty parts",
                        "5 shared.folders[3]: and \"storage\" lie in each other; share the outer one only",
                        "6 shared.files: must be a list",
                        "8 prepare[0].timeout: must be a duration like 500ms, 30s, 10m or 1h",
                        "9 prepare[1]: has the name \"one\", which prepare[0] has already",
                        "10 prepare[2].run: is missing",
                        "11 prepare[3].on: is not a known field; known here are name, run, timeout",
                        "11 prepare[3].name: is missing",
                        "12 prepare[4]: must be fields with values, like name: …",
                        "13 migrate.run: must not be empty",
                        "13 migrate.idempotent: must be true or false",
                        "14 activate: must be a list",
                        "16 finish[0].on: must be \"each\" (on every node, the default) or \"once\" (on the first node only)",
                        "17 finish[1].verify: is not a known field; known here are name, run, timeout, on",
                        "17 finish[1].timeout: must be longer than nothing and at most 24h",
                        "18 finish: is given twice");
    }

    @Test
    void tells_where_the_yaml_itself_breaks() {
        assertThat(mistakes("pipeline: a\nprepare: [\n"))
                .singleElement()
                .asString()
                .startsWith("3 : This is not sound YAML");
        assertThat(mistakes("pipeline: \u0000")).singleElement().asString().contains("not sound YAML");
        assertThat(mistakes("")).containsExactly("0 : The document is empty");
        assertThat(mistakes("just text")).singleElement().asString().startsWith("1 : must be fields");
        assertThat(mistakes("a: 1\n---\nb: 2\n")).singleElement().asString().contains("not sound YAML");
    }

    @Test
    void never_builds_objects_from_a_document() {
        assertThat(mistakes("pipeline: !!javax.script.ScriptEngineManager [x]"))
                .singleElement()
                .asString()
                .startsWith("1 : This is not sound YAML: Global tag is not allowed");
        assertThat(mistakes("pipeline: !mine x")).containsExactly("1 pipeline: must be text");
    }

    @Test
    void bombs_are_mistakes() {
        assertThat(mistakes("[".repeat(1000))).singleElement().asString().contains("not sound YAML");
        assertThat(mistakes("pipeline: " + "a".repeat(300_000)))
                .singleElement()
                .asString()
                .contains("not sound YAML");
        assertThat(mistakes("pipeline: a\nprepare: &x [*x]")).isNotEmpty();
    }

    private static Pipeline.Command command(String name, String run, Duration timeout) {
        return new Pipeline.Command(name, run, timeout, false, null, false);
    }

    private static Pipeline sound(String text) {
        return switch (PipelineDocument.parse(text)) {
            case Parsed.Sound sound -> sound.pipeline();
            case Parsed.Wrong wrong -> throw new AssertionError(wrong.mistakes());
        };
    }

    private static List<String> mistakes(String text) {
        return switch (PipelineDocument.parse(text)) {
            case Parsed.Sound sound -> throw new AssertionError("is sound: " + sound.pipeline());
            case Parsed.Wrong wrong ->
                wrong.mistakes().stream().map(PipelineDocumentTest::line).toList();
        };
    }

    private static String line(Mistake mistake) {
        return mistake.line() + " " + mistake.field() + ": " + mistake.problem();
    }
}
