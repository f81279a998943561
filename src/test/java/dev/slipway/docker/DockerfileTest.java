package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the image promises, read from its Dockerfile: a daemon is not there when tests run. */
class DockerfileTest {
    private static final Set<String> KNOWN = Set.of(
            "FROM",
            "RUN",
            "COPY",
            "ENV",
            "VOLUME",
            "EXPOSE",
            "USER",
            "WORKDIR",
            "HEALTHCHECK",
            "STOPSIGNAL",
            "ENTRYPOINT");

    private final List<Instruction> instructions;

    DockerfileTest() throws IOException {
        instructions = read(ProjectFiles.text("docker/Dockerfile"));
    }

    private record Instruction(String word, String rest) {}

    @Test
    void every_instruction_is_known_and_from_comes_first() {
        assertThat(instructions).extracting(Instruction::word).isSubsetOf(KNOWN).startsWith("FROM");
    }

    @Test
    void base_image_is_a_java_25_with_a_fixed_tag() {
        String image = only("FROM");
        assertThat(image).matches("[a-z0-9/-]+:25[a-z0-9.-]*").doesNotContain("latest");
    }

    @Test
    void process_is_nobody_special() {
        assertThat(only("USER")).isEqualTo("10001:10001");
        assertThat(instructions.indexOf(all("USER").getFirst()))
                .as("what is installed is installed before, by root")
                .isGreaterThan(instructions.indexOf(all("COPY").getLast()));
    }

    @Test
    void nothing_is_fetched_from_the_network() {
        assertThat(instructions).noneMatch(i -> i.rest().contains("://"));
        assertThat(all("RUN")).noneMatch(i -> i.rest().matches("(?s).*\\b(curl|wget|apt-get|apk|npm|pip)\\b.*"));
    }

    @Test
    void no_secret_is_baked_in() {
        assertThat(instructions)
                .filteredOn(i -> i.word().equals("ENV") || i.word().equals("RUN"))
                .noneMatch(i -> i.rest().toUpperCase(Locale.ROOT).matches("(?s).*(TOKEN|PASSWORD|SECRET).*"));
    }

    @Test
    void everything_copied_exists_or_is_built_and_passes_the_ignore_file() throws IOException {
        List<String> ignore =
                ProjectFiles.text("docker/Dockerfile.dockerignore").lines().toList();
        assertThat(ignore).startsWith("*");
        for (Instruction copy : all("COPY")) {
            List<String> words = Stream.of(copy.rest().split("\\s+"))
                    .filter(word -> !word.startsWith("--"))
                    .toList();
            for (String source : words.subList(0, words.size() - 1)) {
                assertThat(ignore).contains("!" + source.replaceFirst("/$", ""));
                if (!source.startsWith("target/")) {
                    assertThat(ProjectFiles.file(source)).isRegularFile();
                }
            }
        }
    }

    @Test
    void home_is_a_volume_and_the_port_is_exposed() {
        assertThat(only("VOLUME")).isEqualTo("/var/lib/slipway");
        assertThat(only("ENV")).contains("SLIPWAY_HOME=/var/lib/slipway");
        assertThat(only("EXPOSE")).isEqualTo("8080");
    }

    @Test
    void entry_point_and_health_check_are_scripts_that_exist_and_can_be_run() {
        assertThat(only("ENTRYPOINT")).isEqualTo("[\"/usr/local/bin/entrypoint.sh\"]");
        assertThat(only("HEALTHCHECK")).endsWith("CMD [\"/usr/local/bin/healthcheck.sh\"]");
        assertThat(Files.isExecutable(ProjectFiles.file("docker/entrypoint.sh")))
                .isTrue();
        assertThat(Files.isExecutable(ProjectFiles.file("docker/healthcheck.sh")))
                .isTrue();
    }

    private String only(String word) {
        assertThat(all(word)).as(word).hasSize(1);
        return all(word).getFirst().rest();
    }

    private List<Instruction> all(String word) {
        return instructions.stream().filter(i -> i.word().equals(word)).toList();
    }

    private static List<Instruction> read(String dockerfile) {
        return dockerfile
                .replaceAll("(?m)^#.*\n?", "")
                .replaceAll("\\\\\n\\s*", " ")
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> {
                    String[] parts = line.strip().split("\\s+", 2);
                    return new Instruction(parts[0], parts.length > 1 ? parts[1] : "");
                })
                .toList();
    }
}
