package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the compose file promises: reachable from its host alone, and no start without secrets. */
@SuppressWarnings("unchecked")
class ComposeFileTest {
    /** {@code ${NAME:?message}}: compose refuses to start while it is unset or empty. */
    private static final Pattern DEMANDED = Pattern.compile("\\$\\{([A-Z_]+):\\?[^}]+}");

    private final String text;
    private final Map<String, Object> services;
    private final Map<String, Object> volumes;

    ComposeFileTest() throws IOException {
        text = ProjectFiles.text("docker/compose.yaml");
        var strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        Map<String, Map<String, Object>> document = new Yaml(new SafeConstructor(strict)).load(text);
        services = document.getOrDefault("services", Map.of());
        volumes = document.getOrDefault("volumes", Map.of());
    }

    @Test
    void ports_are_published_on_the_loopback_of_the_host_only() {
        assertThat((List<String>) service("slipway").get("ports"))
                .isNotEmpty()
                .allMatch(port -> port.startsWith("127.0.0.1:"));
        assertThat(service("postgres")).doesNotContainKey("ports");
        assertThat(text).doesNotContain("network_mode");
    }

    @Test
    void secrets_are_demanded_and_the_example_names_each_without_a_value() throws IOException {
        assertThat((String) environment("slipway").get("SLIPWAY_BOOTSTRAP_TOKEN"))
                .matches(DEMANDED);
        assertThat((String) environment("slipway").get("QUARKUS_DATASOURCE_PASSWORD"))
                .matches(DEMANDED)
                .isEqualTo(environment("postgres").get("POSTGRES_PASSWORD"));
        List<String> demanded = DEMANDED.matcher(text)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
        List<String> example = ProjectFiles.text("docker/slipway.env.example")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        assertThat(example)
                .containsExactlyInAnyOrderElementsOf(
                        demanded.stream().map(name -> name + "=").toList());
        assertThat(ProjectFiles.text(".gitignore").lines()).contains("/docker/.env");
    }

    @Test
    void slipway_starts_after_its_database_answers() {
        assertThat(service("slipway").get("depends_on"))
                .isEqualTo(Map.of("postgres", Map.of("condition", "service_healthy")));
        assertThat(service("postgres")).containsKey("healthcheck");
        assertThat((String) environment("slipway").get("QUARKUS_DATASOURCE_JDBC_URL"))
                .isEqualTo("jdbc:postgresql://postgres:5432/"
                        + environment("postgres").get("POSTGRES_DB"));
        assertThat(environment("slipway").get("QUARKUS_DATASOURCE_USERNAME"))
                .isEqualTo(environment("postgres").get("POSTGRES_USER"));
    }

    @Test
    void images_have_fixed_tags_and_the_build_finds_its_dockerfile() {
        services.values().stream()
                .map(service -> (String) ((Map<String, Object>) service).get("image"))
                .forEach(image -> assertThat(image).matches("[a-z0-9/-]+:[0-9][a-z0-9.-]*"));
        Map<String, String> build = (Map<String, String>) service("slipway").getOrDefault("build", Map.of());
        Path context = ProjectFiles.file("docker").resolve(String.valueOf(build.get("context")));
        assertThat(Files.isRegularFile(context.resolve(String.valueOf(build.get("dockerfile")))))
                .isTrue();
    }

    @Test
    void what_must_outlive_a_container_lies_in_named_volumes() {
        for (String name : services.keySet()) {
            List<String> mounts = (List<String>) service(name).get("volumes");
            assertThat(mounts).isNotEmpty().allSatisfy(mount -> {
                Matcher named = Pattern.compile("([a-z-]+):/.+").matcher(mount);
                assertThat(named.matches()).isTrue();
                assertThat(volumes).containsKey(named.group(1));
            });
        }
    }

    @Test
    void slipway_has_no_privileges_to_lose() {
        assertThat(service("slipway"))
                .containsEntry("read_only", true)
                .containsEntry("cap_drop", List.of("ALL"))
                .containsEntry("security_opt", List.of("no-new-privileges:true"));
    }

    private Map<String, Object> service(String name) {
        return (Map<String, Object>) services.getOrDefault(name, Map.of());
    }

    private Map<String, Object> environment(String name) {
        return (Map<String, Object>) service(name).getOrDefault("environment", Map.of());
    }
}
