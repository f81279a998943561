package dev.slipway.release.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.outside.NotReached;
import dev.slipway.outside.OddServer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a commit becomes one tar, always the same; nothing else is fetched. Method: a real Git server on loopback. */
@SuppressWarnings("NullAway.Init")
class GitTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private GitServer server;
    private Reach reach;

    @BeforeEach
    void open() throws Exception {
        server = new GitServer();
        reach = new Reach(folder, "127.0.0.1");
    }

    @AfterEach
    void close() {
        reach.close();
        server.close();
    }

    @Test
    void a_commit_is_a_tar_of_its_files_with_their_modes_and_links() throws Exception {
        String id = server.file("b/zähler.txt", "1")
                .program("bin/start", "#!/bin/sh\n")
                .link("current", "b/zähler.txt")
                .commit("refs/heads/main", "First\n\nmore");

        try (Arrival arrival = reach.git().arrive(new Source.Git(server.url(), "main"))) {
            assertThat(arrival.commit()).isEqualTo(id);
            assertThat(arrival.author()).isEqualTo("Ada Lovelace");
            assertThat(arrival.notes()).isEqualTo("First");
            assertThat(arrival.from()).isEqualTo(server.url() + " at " + id);
            assertThat(entries(arrival.bytes().readAllBytes()))
                    .containsExactly(
                            "100644 0 b/zähler.txt 1",
                            "100755 0 bin/start #!/bin/sh\n",
                            "120777 0 current → b/zähler.txt");
        }
        assertThat(folder.resolve("uploads")).isEmptyDirectory();
    }

    @Test
    void the_same_commit_gives_the_same_bytes_from_any_copy() throws Exception {
        String id = server.file("a", "1").commit("refs/heads/main", "First");
        byte[] first = bytes(reach.git(), "main");
        server.file("a", "2").commit("refs/heads/main", "Second");
        server.point("refs/tags/v1", id);

        assertThat(bytes(reach.git(), "v1")).isEqualTo(first);
        assertThat(bytes(reach.git(), id)).isEqualTo(first);
        assertThat(bytes(reach.git(), "main")).isNotEqualTo(first);
        try (var elsewhere = new Reach(folder.resolve("elsewhere"), "127.0.0.1")) {
            assertThat(bytes(elsewhere.git(), "refs/tags/v1")).isEqualTo(first);
        }
    }

    @Test
    void a_name_of_two_things_and_one_of_nothing_are_refused() throws Exception {
        String id = server.file("a", "1").commit("refs/heads/main", "First");
        server.point("refs/tags/main", id);

        refused("main", "both a branch and a tag");
        refused("dev", "no such branch or tag");
        refused("refs/heads/dev", "no such branch or tag");
        refused("main~1", "no such branch or tag");
        refused("1234567890123456789012345678901234567890", "no branch or tag");
        assertThat(bytes(reach.git(), "refs/heads/main")).isNotEmpty();
    }

    @Test
    void a_commit_that_was_pushed_away_is_no_longer_taken() throws Exception {
        String gone = server.file("a", "1").commit("refs/heads/main", "First");
        bytes(reach.git(), gone);
        server.file("a", "2").commit("refs/heads/main", "Instead");

        refused(gone, "no branch or tag");
    }

    @Test
    void submodules_and_pointers_to_large_files_are_refused_by_name() throws Exception {
        server.file("a", "1").submodule("vendor/theme").commit("refs/heads/sub", "Submodule");
        refused("sub", "vendor/theme", "submodule");
        try (var other = new GitServer()) {
            other.file("big.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n")
                    .commit("refs/heads/lfs", "LFS");
            assertThatThrownBy(() -> reach.git().arrive(new Source.Git(other.url(), "lfs")))
                    .hasMessageContainingAll("big.bin", "LFS");
        }
        assertThat(folder.resolve("uploads")).isEmptyDirectory();
    }

    @Test
    void more_than_the_limit_is_refused() throws Exception {
        server.file("a", "x".repeat(1 << 20)).file("b", "y").commit("refs/heads/main", "Large");

        refused("main", "max-unpacked-bytes");
        assertThat(folder.resolve("uploads")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///srv/shop.git",
                "/srv/shop.git",
                "git://example.com/shop.git",
                "ext::sh -c id",
                "ftp://example.com/shop.git"
            })
    void addresses_of_other_kinds_are_not_taken(String url) {
        assertThatThrownBy(() -> reach.git().arrive(new Source.Git(url, "main")))
                .isInstanceOf(SourceFailed.class)
                .hasMessageContaining("https://");
    }

    @Test
    void a_repository_at_a_forbidden_address_is_not_asked() throws Exception {
        server.file("a", "1").commit("refs/heads/main", "First");
        try (var strict = new Reach(folder)) {
            assertThatThrownBy(() -> strict.git().arrive(new Source.Git(server.url(), "main")))
                    .isInstanceOf(SourceFailed.class)
                    .hasMessageContaining(NotReached.TEXT);
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_redirect_to_another_host_is_not_followed() throws Exception {
        server.file("a", "1").commit("refs/heads/main", "First");
        try (var mover = OddServer.saying("HTTP/1.1 302 Found\r\nLocation: " + server.url()
                + "/info/refs?service=git-upload-pack\r\nContent-Length: 0\r\n\r\n")) {
            assertThatThrownBy(() -> reach.git().arrive(new Source.Git(mover.url("/shop.git"), "main")))
                    .isInstanceOf(SourceFailed.class);
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_private_repository_gets_the_credentials_of_its_host() throws Exception {
        server.file("a", "1").commit("refs/heads/main", "First");
        String host = server.url().substring("http://".length(), server.url().indexOf("/shop"));
        try (var known = new Reach(folder, Map.of(host, "Bearer hush"), "127.0.0.1")) {
            bytes(known.git(), "main");
        }
        assertThat(server.requests()).isNotEmpty().allMatch(request -> request.endsWith("Bearer hush"));
    }

    @Test
    void a_copy_that_a_crash_has_spoilt_is_made_anew() throws Exception {
        server.file("a", "1").commit("refs/heads/main", "First");
        byte[] before = bytes(reach.git(), "main");
        Path copy;
        try (var copies = Files.list(folder.resolve("git"))) {
            copy = copies.findFirst().orElseThrow();
        }
        Files.writeString(copy.resolve("packed-refs"), "spoilt");
        assertThat(bytes(reach.git(), "main")).isEqualTo(before);
        Files.writeString(copy.resolve("config"), "[core\n\tspoilt");
        assertThat(bytes(reach.git(), "main")).isEqualTo(before);

        // What a killed fetch leaves: JGit would go on with the commit of before.
        Files.createDirectories(copy.resolve("refs/heads"));
        Files.writeString(copy.resolve("refs/heads/main.lock"), "");
        Files.writeString(copy.resolve("packed-refs.lock"), "");
        server.file("a", "2").commit("refs/heads/main", "Second");
        assertThat(bytes(reach.git(), "main")).isNotEqualTo(before);
    }

    private void refused(String ref, String... words) {
        assertThatThrownBy(() -> bytes(reach.git(), ref))
                .as(ref)
                .isInstanceOf(SourceFailed.class)
                .hasMessageContainingAll(words);
    }

    private byte[] bytes(Git git, String ref) throws Exception {
        try (Arrival arrival = git.arrive(new Source.Git(server.url(), ref))) {
            return arrival.bytes().readAllBytes();
        }
    }

    private static List<String> entries(byte[] tar) throws Exception {
        List<String> entries = new ArrayList<>();
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(tar), "UTF-8")) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
                assertThat(entry.getUserName()).isEmpty();
                String content = entry.isSymbolicLink()
                        ? "→ " + entry.getLinkName()
                        : new String(in.readAllBytes(), StandardCharsets.UTF_8);
                entries.add(Integer.toOctalString(entry.getMode()) + " " + entry.getLongUserId() + " " + entry.getName()
                        + " " + content);
            }
        }
        return entries;
    }
}
