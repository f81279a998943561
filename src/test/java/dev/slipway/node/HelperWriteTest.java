package dev.slipway.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: a file that is written into a release is whole, private and nowhere else, under every POSIX shell that this
 * machine has.
 *
 * <p>Method: as {@link HelperTest}. After each test nothing may lie beside the releases.
 */
class HelperWriteTest {
    private static final String ODD = "A='it''s'\nB=\"$(touch x) `id` \\n\\\\ %s %d\"\n-n\n\n  C=é€\uD83D\uDE00 \n";

    private final Path temp;
    private @Nullable LocalHelper running;

    HelperWriteTest(@TempDir Path temp) {
        this.temp = temp;
    }

    static Stream<String> shells() {
        return LocalHelper.shells();
    }

    @AfterEach
    void nothing_is_left_running_or_lying_about() throws Exception {
        if (running != null) {
            var helper = running;
            helper.close();
            try (var files = Files.list(helper.home().resolve("app/releases"))) {
                assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("1", "2");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void a_file_is_as_it_was_sent_and_only_the_login_reads_it(String under) throws Exception {
        var helper = use(under);

        assertThat(write(helper, LocalHelper.OWNER, "config/app/.env", ODD)).contains("\nok\n");

        var written = helper.home().resolve("app/releases/1/config/app/.env");
        assertThat(written).hasContent(ODD);
        assertThat(mode(written)).isEqualTo("rw-------");
        var large = "KEY=" + "x".repeat(65_530) + "\n";
        assertThat(write(helper, LocalHelper.OWNER, "config/app/.env", large)).contains("\nok\n");
        assertThat(Files.readString(written)).isEqualTo(large);
        assertThat(mode(written)).isEqualTo("rw-------");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void it_takes_the_place_of_a_link_and_leaves_alone_what_that_led_to(String under) throws Exception {
        var helper = use(under);
        var release = helper.home().resolve("app/releases/1");
        var shared = Files.writeString(helper.home().resolve("shared"), "SHARED=1\n");
        var folder = Files.createDirectory(helper.home().resolve("folder"));
        Files.createSymbolicLink(release.resolve(".env"), shared);
        Files.createSymbolicLink(release.resolve("to-folder"), folder);
        Files.createSymbolicLink(release.resolve("to-nothing"), Path.of("nowhere"));

        for (var path : List.of(".env", "to-folder", "to-nothing")) {
            assertThat(write(helper, LocalHelper.OWNER, path, ODD)).contains("\nok\n");
            assertThat(release.resolve(path)).isRegularFile().hasContent(ODD);
            assertThat(Files.isSymbolicLink(release.resolve(path))).isFalse();
        }
        assertThat(shared).hasContent("SHARED=1\n");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void no_path_leads_out_of_the_release(String under) throws Exception {
        var helper = use(under);
        var outside = Files.createDirectory(helper.home().resolve("outside"));
        Files.createSymbolicLink(helper.home().resolve("app/releases/1/link"), outside);
        Files.createDirectory(helper.home().resolve("app/releases/1/folder"));

        for (var evil :
                List.of("../x", "a/../../x", "/etc/x", "./x", "a//b", "a/", "-rf", "a/.", "$(id)", "a b", "*", "")) {
            assertThat(write(helper, LocalHelper.OWNER, evil, ODD)).contains("ERR BADARG");
        }
        assertThat(write(helper, LocalHelper.OWNER, "link/x", ODD)).contains("ERR LINKED link/x");
        assertThat(write(helper, LocalHelper.OWNER, "folder", ODD)).contains("ERR FOLDER folder");
        assertThat(helper.verb("write " + LocalHelper.OWNER + " 3 1", "app\n.env\nx"))
                .contains("ERR NORELEASE 3");
        assertThat(outside).isEmptyDirectory();
        assertThat(helper.home().resolve("app/releases/1/folder")).isEmptyDirectory();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void neither_a_cut_connection_nor_a_stale_owner_changes_the_file(String under) throws Exception {
        var helper = use(under);
        write(helper, LocalHelper.OWNER, ".env", "A=1\n");

        assertThat(helper.verb("write " + LocalHelper.OWNER + " 1 10", "app\n.env\nA=2\n"))
                .contains("ERR CUT");
        assertThat(write(helper, "inst fleet 4-old", ".env", "A=3\n")).contains("ERR FENCED 5-abc");
        assertThat(write(helper, "stranger fleet 9-abc", ".env", "A=4\n")).contains("ERR FOREIGN inst");

        assertThat(helper.home().resolve("app/releases/1/.env")).hasContent("A=1\n");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void what_a_killed_attempt_left_is_cleared_away(String under) throws Exception {
        var helper = use(under);
        Files.writeString(helper.home().resolve("app/releases/.file-killed"), "A=secret\n");

        assertThat(write(helper, LocalHelper.OWNER, ".env", "A=1\n")).contains("\nok\n");
    }

    private static String write(LocalHelper helper, String fence, String path, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return helper.verb("write " + fence + " 1 " + bytes, "app\n" + path + "\n" + text);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private LocalHelper use(String shell) throws IOException {
        var fresh = new LocalHelper(temp, shell);
        running = fresh;
        return fresh;
    }
}
