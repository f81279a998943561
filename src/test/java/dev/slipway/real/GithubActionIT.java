package dev.slipway.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the GitHub action ends as the deployment does, shows its steps, and survives a restart of Slipway.
 *
 * <p>Method: its script, run by Node with the environment that a runner gives it, against the packaged program, real
 * {@code sshd} and HAProxy.
 */
@NullUnmarked // JUnit's own
class GithubActionIT {
    private static final String TOKEN = "3f9c1e7a5b2d8064c7e1f0a9b3d5e7f1";
    private static final long LIMIT_SECONDS = 120;

    @RegisterExtension
    final Slipways slipways = new Slipways();

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private SlipwayProcess slipway;
    private RealFleet fleet;

    @BeforeEach
    void start() throws Exception {
        RealHaproxy.mustBeThere();
        slipway = slipways.start("one", Map.of("slipway.bootstrap-token", TOKEN));
        fleet = new RealFleet(folder, 2);
    }

    @AfterEach
    void end() throws Exception {
        started.forEach(Process::destroyForcibly);
        fleet.close();
    }

    @Test
    void it_uploads_deploys_shows_each_step_and_ends_green() throws Exception {
        put("""
                shared: {files: [port]}
                prepare:
                  - {name: talk, run: "echo ::error::not mine; echo ::add-mask::x"}
                activate:
                  - {name: restart, run: sh bin/restart}
                """, "");
        var artifact = RealFleet.release("1.0", 200, Map.of());
        var run = run("1.0", artifact, Map.of("INPUT_REASON", "for real"));

        assertThat(run.exit()).as(run.log()).isZero();
        assertThat(run.log())
                .contains("::group::✓ web-1: health (", "::group::✓ web-2: admit (", "::endgroup::")
                .contains("Succeeded: 1.0 is live on real")
                // What a command prints is no command to the runner.
                .containsPattern(
                        "::stop-commands::([0-9a-f-]{36})\\n[^:]*::error::not mine\\n::add-mask::x[^:]*\\n::\\1::")
                .doesNotContain("::error title");
        assertThat(run.output())
                .containsEntry("status", "succeeded")
                .containsEntry("number", "1")
                .containsEntry("version", "1.0");
        assertThat(run.output().get("url")).endsWith("/deployments/1");
        assertThat(run.summary())
                .contains(
                        "✅ 1.0 to real: succeeded", "| Server | State |", "| web-1 | done | 1.0 |", "/deployments/1)");
        assertThat(slipway.api().deployment(1).path("reason").asText()).isEqualTo("for real");

        // The same attempt again: the runner was lost, and its job is asked to go on.
        var again = run("1.0", artifact, Map.of("INPUT_REASON", "for real"));
        assertThat(again.exit()).as(again.log()).isZero();
        assertThat(again.output()).containsEntry("number", "1");

        // Another step of that job is another deployment.
        var step = run("1.0", artifact, Map.of("INPUT_REASON", "for real", "GITHUB_ACTION", "__self_2"));
        assertThat(step.exit()).as(step.log()).isZero();
        assertThat(step.output()).containsEntry("number", "2");
    }

    @Test
    void it_ends_red_as_the_deployment_does_and_says_why() throws Exception {
        put("");
        assertThat(run("1.0", RealFleet.release("1.0", 200, "exit 0"), Map.of()).exit())
                .isZero();

        var broken = run("1.1", RealFleet.release("1.1", 503, "exit 0"), Map.of("GITHUB_RUN_ID", "2"));

        assertThat(broken.exit()).isEqualTo(1);
        assertThat(broken.log())
                .contains("::group::✗ web-1: health (", "::error title=Deployment 2 rolled_back::")
                .containsPattern("::group::✗ web-1: health[^\\n]*\\n(?s:.*?)503");
        assertThat(broken.output()).containsEntry("status", "rolled_back");
        assertThat(broken.summary()).contains("❌ 1.1 to real: rolled\\_back");
    }

    @Test
    void a_slipway_that_is_killed_and_started_again_does_not_end_it() throws Exception {
        put("");
        var process = begin("1.0", RealFleet.release("1.0", 200, "sleep 5"), Map.of());
        Awaitility.await().atMost(90, TimeUnit.SECONDS).until(() -> log().contains("… web-1: migrate: schema"));
        var port = slipway.api().address().getPort();

        slipway.kill();
        slipway = slipways.start(
                "one", Map.of("slipway.bootstrap-token", TOKEN, "quarkus.http.port", String.valueOf(port)));
        var run = ended(process);

        assertThat(run.exit()).as(run.log()).isZero();
        assertThat(run.log()).contains("Succeeded: 1.0 is live on real");
        assertThat(run.log()).containsOnlyOnce("::group::✓ web-1: migrate: schema");
    }

    @Test
    void each_mistake_has_a_text() throws Exception {
        put("");
        var noFleet = run("1.0", new byte[] {1}, Map.of("INPUT_FLEET", "nobody"));
        assertThat(noFleet.exit()).isEqualTo(1);
        assertThat(noFleet.log()).contains("::error title=Slipway::").contains("nobody");

        var noToken = run("1.0", new byte[] {1}, Map.of("INPUT_TOKEN", "slw_nothing"));
        assertThat(noToken.log()).contains("401").contains("unknown, revoked or expired");
        assertThat(noToken.exit()).isEqualTo(1);

        var noIdentity = run("1.0", new byte[] {1}, Map.of("INPUT_TOKEN", ""));
        assertThat(noIdentity.log()).contains("id-token: write");

        var oddToken = run("1.0", new byte[] {1}, Map.of("INPUT_TOKEN", TOKEN + "\nX: y"));
        assertThat(oddToken.exit()).isEqualTo(1);
        assertThat(oddToken.log()).contains("token is not one word").doesNotContain(TOKEN);

        // What no waiting mends is not waited for: all of this is over long before it would stop to ask again.
        var port = slipway.api().address().getPort();
        var noTls = run("1.0", new byte[] {1}, Map.of("INPUT_URL", "https://127.0.0.1:" + port));
        assertThat(noTls.exit()).isEqualTo(1);
        assertThat(noTls.log()).contains("::error title=Slipway::", "cannot be reached", "Look at url");

        var noArchive = run("1.0", new byte[] {1}, Map.of());
        assertThat(noArchive.exit()).isEqualTo(1);
        assertThat(noArchive.log()).contains("::error title=Slipway::").contains("422");
    }

    private void put(String more) throws Exception {
        slipway.api().putFleet("real", fleet.document("real", more));
    }

    private void put(String pipeline, String more) throws Exception {
        slipway.api().putFleet("real", fleet.document("real", pipeline, more));
    }

    private record Run(int exit, String log, Map<String, String> output, String summary) {}

    private Run run(String version, byte[] artifact, Map<String, String> more) throws Exception {
        return ended(begin(version, artifact, more));
    }

    private Process begin(String version, byte[] artifact, Map<String, String> more) throws IOException {
        var file = Files.write(folder.resolve("shop.tar.gz"), artifact);
        for (var name : List.of("output", "summary")) {
            Files.writeString(folder.resolve(name), "");
        }
        var script = Path.of(System.getProperty("slipway.project"), "pipelines/github-actions/deploy/main.mjs");
        var builder = new ProcessBuilder("node", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        var runner = new HashMap<>(Map.of(
                "PATH",
                System.getenv("PATH"),
                "GITHUB_OUTPUT",
                folder.resolve("output").toString(),
                "GITHUB_STEP_SUMMARY",
                folder.resolve("summary").toString(),
                "GITHUB_REPOSITORY",
                "acme/shop",
                "GITHUB_RUN_ID",
                "1",
                "GITHUB_RUN_ATTEMPT",
                "1",
                "GITHUB_SHA",
                "9fceb02d0ae598e95dc970b74767f19372d61af8",
                "INPUT_URL",
                slipway.api().address().toString(),
                "INPUT_FLEET",
                "real",
                "INPUT_ARTIFACT",
                file.toString()));
        runner.put("INPUT_VERSION", version);
        runner.put("INPUT_TOKEN", TOKEN);
        runner.putAll(more);
        builder.environment().clear();
        builder.environment().putAll(runner);
        var process = builder.start();
        started.add(process);
        return process;
    }

    private Run ended(Process process) throws Exception {
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as(log()).isTrue();
        var output = new HashMap<String, String>();
        var lines = Files.readAllLines(folder.resolve("output"));
        for (var i = 0; i + 2 < lines.size(); i += 3) {
            output.put(lines.get(i).replaceFirst("<<.*", ""), lines.get(i + 1));
        }
        return new Run(process.exitValue(), log(), output, Files.readString(folder.resolve("summary")));
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }
}
