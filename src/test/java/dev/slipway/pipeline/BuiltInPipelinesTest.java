package dev.slipway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInPipelinesTest {
    private final Path release;
    private final Pipeline generic =
            new BuiltInPipelines().find("generic").orElseThrow().pipeline();

    BuiltInPipelinesTest(@TempDir Path release) {
        this.release = release;
    }

    @Test
    void all_are_sound() {
        assertThat(new BuiltInPipelines().all())
                .extracting(one -> one.pipeline().name())
                .containsExactly("generic", "laravel");
    }

    @Test
    void every_file_in_the_folder_is_known() throws IOException {
        Path folder = Path.of(Objects.requireNonNull(System.getProperty("slipway.project"), "slipway.project"))
                .resolve("pipelines");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".yaml")))
                    .containsExactlyInAnyOrder("generic.yaml", "laravel.yaml");
        }
    }

    @Test
    void every_command_is_sound_shell() throws Exception {
        for (BuiltInPipelines.BuiltIn one : new BuiltInPipelines().all()) {
            Pipeline pipeline = one.pipeline();
            var commands = new ArrayList<>(pipeline.prepare());
            commands.addAll(pipeline.activate());
            commands.addAll(pipeline.finish());
            commands.add(Objects.requireNonNull(pipeline.migrate()));
            for (Pipeline.Command command : commands) {
                assertThat(run(List.of("sh", "-n", "-c", command.run())).exit())
                        .as(pipeline.name() + ": " + command.name())
                        .isZero();
            }
        }
    }

    @Test
    void generic_restarts_by_the_releases_own_program() throws Exception {
        program("restart", "rwxr-xr-x");

        assertThat(run(restart())).isEqualTo(new Ran(0, "ran restart in " + release.toRealPath() + "\n"));
    }

    @Test
    void generic_says_what_to_add_when_there_is_no_way_to_restart() throws Exception {
        Ran ran = run(restart());

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.said())
                .contains("Release 1.4.2 has no bin/restart")
                .contains("Add an executable file bin/restart");
    }

    @Test
    void generic_says_that_a_program_is_not_executable() throws Exception {
        program("restart", "rw-r--r--");
        program("migrate", "rw-r--r--");

        assertThat(run(restart())).satisfies(ran -> {
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.said()).contains("chmod +x bin/restart");
        });
        assertThat(run(migrate())).satisfies(ran -> {
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.said()).contains("chmod +x bin/migrate");
        });
    }

    @Test
    void generic_migrates_when_the_release_can() throws Exception {
        assertThat(run(migrate()))
                .isEqualTo(new Ran(0, "Release 1.4.2 has no bin/migrate: there is nothing to migrate\n"));

        program("migrate", "rwxr-xr-x");

        assertThat(run(migrate())).isEqualTo(new Ran(0, "ran migrate in " + release.toRealPath() + "\n"));
    }

    private record Ran(int exit, String said) {}

    private List<String> restart() {
        return List.of("sh", "-c", generic.activate().getFirst().run());
    }

    private List<String> migrate() {
        return List.of("sh", "-c", Objects.requireNonNull(generic.migrate()).run());
    }

    private void program(String name, String mode) throws IOException {
        Path program = Files.createDirectories(release.resolve("bin")).resolve(name);
        Files.writeString(program, "#!/bin/sh\necho \"ran " + name + " in $(pwd -P)\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString(mode));
    }

    private Ran run(List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SLIPWAY_RELEASE", "1.4.2");
        builder.environment().put("SLIPWAY_RELEASE_PATH", release.toString());
        builder.environment().put("SLIPWAY_CURRENT_PATH", release.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), said);
    }
}
