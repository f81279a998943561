package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts of the image, run outside it; a {@code java} of the test's own says how it was started. */
class ScriptsTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final Path folder;

    ScriptsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private record Ran(int status, String said) {}

    @ParameterizedTest
    @ValueSource(strings = {"docker/entrypoint.sh", "ui/vendor.sh"})
    void scripts_for_sh_are_read_by_sh(String script) throws Exception {
        assertThat(run(Map.of(), "sh", "-n", file(script))).isEqualTo(new Ran(0, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker/healthcheck.sh", ".ci/run"})
    void scripts_for_bash_are_read_by_bash(String script) throws Exception {
        assertThat(run(Map.of(), "bash", "-n", file(script))).isEqualTo(new Ran(0, ""));
    }

    @Test
    void entry_point_becomes_java_with_the_application() throws Exception {
        Path app = application();
        Ran ran = run(
                Map.of(
                        "SLIPWAY_APP",
                        app.toString(),
                        "JAVA_HOME",
                        fakeJava().toString(),
                        "SLIPWAY_MAX_RAM_PERCENTAGE",
                        "55",
                        "JAVA_OPTS",
                        "-Xss1m -Dx=y"),
                file("docker/entrypoint.sh"),
                "one argument");
        assertThat(ran.status()).isZero();
        assertThat(ran.said().lines())
                .containsSubsequence(
                        "-XX:MaxRAMPercentage=55", "-Xss1m", "-Dx=y", "-jar", app + "/quarkus-run.jar", "one argument");
    }

    @Test
    void entry_point_says_what_to_build_when_there_is_no_application() throws Exception {
        Ran ran = run(Map.of("SLIPWAY_APP", folder.toString()), file("docker/entrypoint.sh"));
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.said()).contains("there is no " + folder + "/quarkus-run.jar");
    }

    @Test
    void entry_point_does_not_listen_beyond_loopback_without_a_token() throws Exception {
        Map<String, String> environment = Map.of(
                "SLIPWAY_APP",
                application().toString(),
                "JAVA_HOME",
                fakeJava().toString(),
                "QUARKUS_HTTP_HOST",
                "0.0.0.0",
                "SLIPWAY_BOOTSTRAP_TOKEN",
                "too-short");
        Ran ran = run(environment, file("docker/entrypoint.sh"));
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.said()).contains("SLIPWAY_BOOTSTRAP_TOKEN").doesNotContain("too-short");
    }

    @Test
    void entry_point_never_shows_the_token_to_those_who_list_processes() throws Exception {
        Map<String, String> environment = Map.of(
                "SLIPWAY_APP",
                application().toString(),
                "JAVA_HOME",
                fakeJava().toString(),
                "QUARKUS_HTTP_HOST",
                "0.0.0.0",
                "SLIPWAY_BOOTSTRAP_TOKEN",
                TOKEN);
        Ran ran = run(environment, file("docker/entrypoint.sh"));
        assertThat(ran.status()).isZero();
        assertThat(ran.said()).contains("-jar").doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 503})
    void health_check_passes_on_200_alone(int status) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            String port = String.valueOf(server.getAddress().getPort());
            Ran ran = run(Map.of("QUARKUS_HTTP_PORT", port), file("docker/healthcheck.sh"));
            assertThat(ran.status()).isEqualTo(status == 200 ? 0 : 1);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void health_check_fails_when_nobody_listens() throws Exception {
        var port = Integer.toString(LoopbackPorts.free());
        assertThat(run(Map.of("QUARKUS_HTTP_PORT", port), file("docker/healthcheck.sh"))
                        .status())
                .isEqualTo(1);
    }

    private Path application() throws IOException {
        Path app = Files.createDirectories(folder.resolve("an app"));
        Files.writeString(app.resolve("quarkus-run.jar"), "");
        return app;
    }

    private Path fakeJava() throws IOException {
        Path home = folder.resolve("jdk");
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }

    private static String file(String path) {
        return ProjectFiles.file(path).toString();
    }

    private static Ran run(Map<String, String> environment, String... command) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SLIPWAY_") || name.startsWith("QUARKUS_"));
        builder.environment().remove("JAVA_OPTS");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS))
                    .as("ended in time")
                    .isTrue();
            return new Ran(process.exitValue(), said);
        } finally {
            process.destroyForcibly();
        }
    }
}
