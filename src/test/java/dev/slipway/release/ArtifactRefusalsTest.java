package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: nothing that could harm a node is ever stored, and the refusal names the entry.
 *
 * <p>Method: make one hostile archive for each rule; after each, the store must be empty.
 */
class ArtifactRefusalsTest {
    private static final ArtifactLimits SMALL = new ArtifactLimits(1 << 20, 20, 1 << 20);

    private final Path folder;

    ArtifactRefusalsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void nothing_was_stored() throws IOException {
        for (String name : new String[] {"packs", "manifests", "incoming"}) {
            try (var files = Files.list(folder.resolve(name))) {
                assertThat(files).isEmpty();
            }
        }
    }

    @Test
    void refuses_paths_that_lead_elsewhere() throws Exception {
        refuses(tar().file("/etc/passwd", "x").tar(), "/etc/passwd", "absolute");
        refuses(tar().file("a/../../b", "x").tar(), "a/../../b", "\"..\"");
        refuses(tar().file("a/..", "x").tar(), "a/..", "\"..\"");
        refuses(zip().file("../b", "x").zip(), "../b", "\"..\"");
        refuses(zip().file("/b", "x").zip(), "/b", "absolute");
    }

    @Test
    void refuses_names_that_are_not_plain_text() throws Exception {
        refuses(tar().file("a\nb", "x").tar(), "a\\u000ab", "control character");
        refuses(tar().file("a\u007fb", "x").tar(), "a\\u007fb", "control character");
        refuses(tar().file("a\\b", "x").tar(), "a\\b", "backslash");
        refuses(new TarMaker("ISO-8859-1").file("ärger", "x").tar(), "ärger", "not UTF-8");
        refuses(zip().encoding("ISO-8859-1").file("ärger", "x").zip(), "ärger", "not UTF-8");
        refuses(tar().file("a/" + "n".repeat(256), "x").tar(), null, "longer than 255 bytes");
        refuses(tar().file("日".repeat(86), "x").tar(), null, "longer than 255 bytes");
        refuses(tar().file("n/".repeat(2100) + "n", "x").tar(), null, "longer than 4096 bytes");
        refuses(tar().file(".", "x").tar(), ".", "release's own folder");
        refuses(tar().file("", "x").tar(), "", "no name");
    }

    @Test
    void refuses_links_that_leave_the_release() throws Exception {
        refuses(tar().file("f", "x").link("a", "/etc").tar(), "a", "absolute");
        refuses(tar().file("f", "x").link("a", "../x").tar(), "a", "leaves the release");
        refuses(tar().file("f", "x").link("d/a", "../../x").tar(), "d/a", "leaves the release");
        refuses(tar().file("f", "x").link("d/a", "x/../../../y").tar(), "d/a", "leaves the release");
        refuses(tar().file("f", "x").link("a", "").tar(), "a", "without a target");
        refuses(zip().file("f", "x").link("a", "../../etc").zip(), "a", "leaves the release");
    }

    @Test
    void refuses_chains_of_links_that_leave_the_release() throws Exception {
        refuses(
                tar().file("f", "x")
                        .folder("d/e", 0755)
                        .link("one", "d/e")
                        .link("two", "one/..")
                        .link("three", "two/../..")
                        .tar(),
                "three",
                "leaves the release");
        refuses(
                tar().file("f", "x")
                        .link("up", "d/e/../s/../..")
                        .link("d/e", "..")
                        .tar(),
                "up",
                "leaves the release");
    }

    @Test
    void refuses_loops_of_links() throws Exception {
        refuses(tar().file("f", "x").link("a", "b").link("b", "a").tar(), "a", "loop");
        refuses(tar().file("f", "x").link("a", "a/b").tar(), "a", "loop");
    }

    @Test
    void refuses_entries_below_a_link() throws Exception {
        refuses(tar().folder("d", 0755).link("a", "d").file("a/x", "x").tar(), "a/x", "which is a link");
        refuses(tar().file("a/x", "x").link("a", "d").tar(), "a", "entries below it");
    }

    @Test
    void refuses_what_is_no_file_folder_or_link() throws Exception {
        refuses(tar().special("null", TarConstants.LF_CHR, "", 0666).tar(), "null", "device");
        refuses(tar().special("disk", TarConstants.LF_BLK, "", 0666).tar(), "disk", "device");
        refuses(tar().special("pipe", TarConstants.LF_FIFO, "", 0666).tar(), "pipe", "named pipe");
        refuses(tar().special("odd", (byte) 'Q', "", 0666).tar(), "odd", "not known");
        refuses(zip().entry("pipe", "", 0010644).zip(), "pipe", "named pipe");
        refuses(zip().entry("disk", "", 0060644).zip(), "disk", "device");
    }

    @Test
    void refuses_special_bits() throws Exception {
        refuses(tar().file("su", "x", 0104755).tar(), "su", "setuid");
        refuses(tar().file("sg", "x", 0102755).tar(), "sg", "setuid");
        refuses(tar().folder("tmp", 01777).tar(), "tmp/", "sticky");
        refuses(zip().entry("su", "x", 0104755).zip(), "su", "setuid");
    }

    @Test
    void refuses_names_that_come_twice_or_clash() throws Exception {
        refuses(tar().file("a", "x").file("./a", "y").tar(), "a", "twice");
        refuses(tar().file("a//b", "x").file("a/b", "y").tar(), "a/b", "twice");
        refuses(tar().file("Read", "x").file("read", "y").tar(), "read", "only in case");
        refuses(tar().file("D/x", "x").file("d/y", "y").tar(), "d/y", "only in case");
        refuses(tar().file("\u00e4", "x").file("a\u0308", "y").tar(), "a\u0308", "composed");
        refuses(tar().file("a", "x").file("a/b", "y").tar(), "a/b", "which is a file");
        refuses(tar().file("a/b", "x").file("a", "y").tar(), "a", "a file and a folder");
        refuses(zip().file("a/b", "x").file("a", "y").zip(), "a", "a file and a folder");
    }

    @Test
    void refuses_hard_links_to_what_is_not_there() throws Exception {
        refuses(tar().file("f", "x").hardLink("a", "missing").tar(), "a", "no file before it");
        refuses(tar().file("f", "x").hardLink("a", "../f").tar(), "../f", "\"..\"");
        refuses(tar().file("f", "x").hardLink("a", "/etc/passwd").tar(), "a", "absolute");
    }

    @Test
    void refuses_more_than_the_limits() throws Exception {
        var many = tar();
        for (int i = 0; i < 21; i++) {
            many.file("f" + i, "x");
        }
        refuses(many.tar(), "f20", "20 entries");
        refuses(tar().file("a/".repeat(30) + "b", "x").tar(), null, "20 entries");
        refuses(tar().file("big", "x".repeat((1 << 20) + 1)).tarGz(), "big", "1048576 bytes");
        refuses(
                tar().file("a", "x".repeat(1 << 19))
                        .hardLink("b", "a")
                        .hardLink("c", "a")
                        .tarGz(),
                "c",
                "1048576 bytes");
    }

    @Test
    void refuses_bombs() throws Exception {
        var bomb = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bomb)) {
            byte[] start = new TarMaker().file("f", "x").tar();
            gzip.write(start, 0, 1024);
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 150; i++) {
                gzip.write(zeros);
            }
        }

        refuses(bomb.toByteArray(), ArtifactLimits.DEFAULT, null, "200 times");
    }

    @Test
    void refuses_archives_that_are_cut_off() throws Exception {
        String noise = noise();
        byte[] gz = tar().file("f", noise).tarGz();
        byte[] zst = tar().file("f", noise).tarZst();
        byte[] zip = zip().file("f", noise).zip();
        byte[] plain = tar().file("f", "x").tar();
        refuses(Arrays.copyOf(gz, gz.length / 2), null, "cut off");
        refuses(Arrays.copyOf(gz, gz.length - 4), null, "cut off");
        refuses(Arrays.copyOf(zst, zst.length / 2), null, "cut off");
        refuses(Arrays.copyOf(zip, zip.length / 2), null, "cut off");
        refuses(Arrays.copyOf(plain, 600), "f", "cut off");
        refuses(Arrays.copyOf(plain, 1024), null, "no end mark");
    }

    @Test
    void refuses_archives_that_are_damaged() throws Exception {
        byte[] zip = zip().file("f", noise()).zip();
        zip[200] ^= 1;
        refuses(zip, "f", "damaged");
        byte[] twoNames = zip().file("good", "x").zip();
        twoNames[30] = 'b';
        refuses(twoNames, "good", "differ");
        byte[] tar = tar().file("f", "x").tar();
        tar[0] = 'g';
        refuses(tar, null, "neither a tar");
    }

    @Test
    void refuses_data_behind_the_end() throws Exception {
        refuses(append(tar().file("f", "x").tar(), "garbage"), null, "behind the end");
        refuses(append(tar().file("f", "x").tarGz(), "garbage"), null, "damaged");
        refuses(append(tar().file("f", "x").tarZst(), "garbage"), null, "damaged");
        refuses(append(zip().file("f", "x").zip(), "garbage"), null, "behind its end");
        byte[] two = TarMaker.gzip(tar().file("g", "y").tar());
        refuses(append(tar().file("f", "x").tarGz(), two), null, "behind the end");
    }

    @Test
    void refuses_what_is_no_archive_or_an_empty_one() throws Exception {
        refuses(new byte[0], null, "empty");
        refuses("hello".getBytes(StandardCharsets.UTF_8), null, "neither a tar");
        refuses(TarMaker.gzip("hello".getBytes(StandardCharsets.UTF_8)), null, "cut off");
        refuses(TarMaker.gzip(new byte[2000]), null, "no file");
        refuses(tar().tar(), null, "no file");
        refuses(tar().folder("a", 0755).tar(), null, "no file");
        refuses(zip().zip(), null, "nothing in it");
    }

    @Test
    void refuses_encrypted_and_unsupported_zip_entries() throws Exception {
        byte[] encrypted = zip().file("f", "x").zip();
        int list = indexOf(encrypted, new byte[] {'P', 'K', 1, 2});
        encrypted[list + 8] |= 1;
        refuses(encrypted, "f", "encrypted");
        byte[] bzip2 = zip().file("f", "x").zip();
        bzip2[list + 10] = 12;
        refuses(bzip2, "f", "not supported");
    }

    private static TarMaker tar() {
        return new TarMaker();
    }

    private static ZipMaker zip() {
        return new ZipMaker();
    }

    private void refuses(byte[] archive, @Nullable String entry, String reason) throws Exception {
        refuses(archive, SMALL, entry, reason);
    }

    private void refuses(byte[] archive, ArtifactLimits limits, @Nullable String entry, String reason)
            throws Exception {
        var artifacts = new Artifacts(folder, limits, InstantSource.fixed(Instant.EPOCH));
        try (Staged staged = artifacts.stage(new ByteArrayInputStream(archive))) {
            assertThatThrownBy(() -> artifacts.open(staged)).isInstanceOfSatisfying(ArtifactRefused.class, refused -> {
                assertThat(refused.getMessage()).contains(reason).endsWith(".");
                if (entry != null) {
                    assertThat(refused.entry()).contains(entry);
                }
            });
        }
    }

    private static String noise() {
        var noise = new StringBuilder();
        var random = new Random(42);
        while (noise.length() < 5000) {
            noise.append((char) (' ' + random.nextInt(90)));
        }
        return noise.toString();
    }

    private static byte[] append(byte[] archive, String more) {
        return append(archive, more.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] append(byte[] archive, byte[] more) {
        byte[] both = Arrays.copyOf(archive, archive.length + more.length);
        System.arraycopy(more, 0, both, archive.length, more.length);
        return both;
    }

    private static int indexOf(byte[] data, byte[] wanted) {
        for (int i = 0; i <= data.length - wanted.length; i++) {
            if (Arrays.equals(data, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }
}
