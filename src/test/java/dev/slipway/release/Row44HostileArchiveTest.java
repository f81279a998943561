package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: row 44 of the fault matrix, every hostile archive that it names, is refused under the limits of a fresh
 * installation before anything of it is stored, so none reaches a node. {@link ArtifactRefusalsTest} goes through each
 * rule with all its variants.
 *
 * <p>Method: one archive for each case of the row, the large ones as large as the row says; afterwards the store must
 * be empty.
 */
class Row44HostileArchiveTest {
    private final Path folder;

    Row44HostileArchiveTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void nothing_was_stored() throws IOException {
        for (var name : new String[] {"packs", "manifests", "incoming"}) {
            try (var files = Files.list(folder.resolve(name))) {
                assertThat(files).isEmpty();
            }
        }
    }

    @Test
    void a_name_that_leads_out() throws Exception {
        refuses(tar().file("../b", "x").tar(), "\"..\"");
    }

    @Test
    void an_absolute_name() throws Exception {
        refuses(tar().file("/etc/passwd", "x").tar(), "absolute");
    }

    @Test
    void a_link_that_leads_out() throws Exception {
        refuses(tar().file("f", "x").link("a", "../../etc").tar(), "leaves the release");
    }

    @Test
    void a_chain_of_links_each_of_which_stays_inside() throws Exception {
        refuses(
                tar().file("f", "x")
                        .folder("d/e", 0755)
                        .link("one", "d/e")
                        .link("two", "one/..")
                        .link("three", "two/../..")
                        .tar(),
                "leaves the release");
    }

    @Test
    void a_file_behind_a_link() throws Exception {
        refuses(tar().folder("d", 0755).link("a", "d").file("a/x", "x").tar(), "which is a link");
    }

    @Test
    void a_hard_link_that_leads_out() throws Exception {
        refuses(tar().file("f", "x").hardLink("a", "../../etc/shadow").tar(), "\"..\"");
    }

    @Test
    void a_setuid_file() throws Exception {
        refuses(tar().file("su", "x", 0104755).tar(), "setuid");
    }

    @Test
    void a_device() throws Exception {
        refuses(tar().special("disk", TarConstants.LF_BLK, "", 0666).tar(), "device");
    }

    @Test
    void a_gigabyte_of_zeros() throws Exception {
        var bomb = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new ZstdOutputStream(bomb))) {
            var entry = new TarArchiveEntry("zeros");
            entry.setSize(1L << 30);
            tar.putArchiveEntry(entry);
            var megabyte = new byte[1 << 20];
            for (var i = 0; i < 1024; i++) {
                tar.write(megabyte);
            }
            tar.closeArchiveEntry();
        }

        refuses(bomb.toByteArray(), "200 times");
    }

    @Test
    void a_million_entries() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var zstd = new ZstdOutputStream(bytes)) {
            emptyFiles(1_000_000, zstd);
        }

        refuses(bytes.toByteArray(), "200000 entries");
    }

    /**
     * By hand: the library that makes archives would take minutes. Names are noise, so that it is not refused as a
     * bomb.
     */
    private static void emptyFiles(int number, OutputStream out) throws IOException {
        var random = new java.util.Random(44);
        var header = new byte[512];
        for (var i = 0; i < number; i++) {
            var name = String.format("%016x%016x", random.nextLong(), random.nextLong());
            new TarArchiveEntry(name).writeEntryHeader(header);
            out.write(header);
        }
        out.write(new byte[1024]);
    }

    @Test
    void a_name_that_comes_twice() throws Exception {
        refuses(tar().file("a", "x").file("./a", "y").tar(), "twice");
    }

    @Test
    void names_that_differ_only_in_case() throws Exception {
        refuses(tar().file("Read", "x").file("read", "y").tar(), "only in case");
    }

    private static TarMaker tar() {
        return new TarMaker();
    }

    private void refuses(byte[] archive, String reason) throws Exception {
        var artifacts = new Artifacts(folder, ArtifactLimits.DEFAULT, InstantSource.fixed(Instant.EPOCH));
        try (var staged = artifacts.stage(new ByteArrayInputStream(archive))) {
            assertThatThrownBy(() -> artifacts.open(staged))
                    .isInstanceOf(ArtifactRefused.class)
                    .hasMessageContaining(reason);
        }
    }
}
