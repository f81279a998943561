package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final Path folder;
    private final Artifacts artifacts;

    ArtifactStoreTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        artifacts = new Artifacts(folder, ArtifactLimits.DEFAULT, InstantSource.fixed(NOW));
    }

    @Test
    void reads_tar_gz_with_files_folders_and_links() throws Exception {
        Manifest manifest = open(typical().tarGz()).manifest();

        assertThat(manifest.entries().stream().map(ArtifactStoreTest::line))
                .containsExactly(
                        "FOLDER 755 app",
                        "FILE 755 app/run",
                        "FOLDER 755 node_modules",
                        "FOLDER 755 node_modules/.bin",
                        "LINK 777 node_modules/.bin/vite -> ../vite/cli.js",
                        "FOLDER 755 node_modules/vite",
                        "FILE 644 node_modules/vite/cli.js",
                        "FILE 755 same");
        assertThat(manifest.entries().get(1).sha256()).isEqualTo(sha256("#!/bin/sh\n"));
        assertThat(manifest.entries().get(7).sha256()).isEqualTo(sha256("#!/bin/sh\n"));
    }

    @Test
    void reads_the_same_from_every_format() throws Exception {
        Manifest fromGz = open(typical().tarGz()).manifest();

        assertThat(open(typical().tar()).manifest()).isEqualTo(fromGz);
        assertThat(open(typical().tarZst()).manifest()).isEqualTo(fromGz);
        byte[] zip = new ZipMaker()
                .entry("app/", "", 0040755)
                .entry("app/run", "#!/bin/sh\n", 0100755)
                .file("node_modules/vite/cli.js", "cli")
                .link("node_modules/.bin/vite", "../vite/cli.js")
                .entry("same", "#!/bin/sh\n", 0100755)
                .zip();
        assertThat(open(zip).manifest()).isEqualTo(fromGz);
    }

    @Test
    void reads_long_and_foreign_names_of_every_flavour() throws Exception {
        String longName = "a-folder-with-quite-a-long-name/".repeat(8) + "ärger-日本-😀.txt";

        for (byte[] archive : List.of(
                new TarMaker().file(longName, "x").tar(),
                new TarMaker().withPaxNames().file(longName, "x").tar(),
                new TarMaker().withGnuNames().file(longName, "x").tar(),
                new ZipMaker().file(longName, "x").zip())) {
            assertThat(open(archive).manifest().entries().getLast().path()).isEqualTo(longName);
        }
    }

    @Test
    void a_single_folder_around_everything_stays() throws Exception {
        assertThat(open(new TarMaker().file("shop-1.0/index.php", "x").tar())
                        .manifest()
                        .entries())
                .extracting(Manifest.Entry::path)
                .containsExactly("shop-1.0", "shop-1.0/index.php");
    }

    @Test
    void folders_become_writable_for_their_owner() throws Exception {
        Manifest manifest = open(new TarMaker()
                        .folder("ro", 0555)
                        .file("ro/x", "x", 0000)
                        .tar())
                .manifest();

        assertThat(manifest.entries()).extracting(Manifest.Entry::mode).containsExactly(0755, 0400);
    }

    @Test
    void a_zip_without_unix_modes_gets_usual_ones() throws Exception {
        assertThat(open(new ZipMaker().entry("a/x", "x", 0).zip()).manifest().entries())
                .extracting(Manifest.Entry::mode)
                .containsExactly(0755, 0644);
    }

    @Test
    void the_pack_unpacks_with_the_nodes_own_tar_to_exactly_the_manifest() throws Exception {
        String longName = "a-folder-with-quite-a-long-name/".repeat(8) + "ärger.txt";
        Opened opened = open(typical().file(longName, "long").tarGz());

        for (List<String> tar : List.of(List.of("tar"), List.of("busybox", "tar"))) {
            if (!Files.isExecutable(Path.of("/usr/bin", tar.getFirst()))) {
                continue;
            }
            Path target = Files.createDirectory(folder.resolve("unpacked-" + tar.getFirst()));
            unpack(tar, opened, target);
            assertThat(onDisk(target)).isEqualTo(expected(opened.manifest()));
        }
    }

    @Test
    void what_is_stored_reads_back() throws Exception {
        Opened opened = open(typical().tarGz());

        assertThat(artifacts.manifest(opened.digest())).isEqualTo(opened.manifest());
        assertThat(open(typical().tarGz())).isEqualTo(opened);
        assertThat(filesIn("packs")).containsExactly(opened.digest() + ".tar.gz");
        assertThat(filesIn("incoming")).isEmpty();
        assertThat(opened.unpackedBytes()).isEqualTo(10 + 3 + 10);
    }

    @Test
    void an_upload_that_is_cut_off_leaves_nothing() throws Exception {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return read();
            }
        };

        assertThatThrownBy(() ->
                        artifacts.stage(new SequenceInputStream(new ByteArrayInputStream(new byte[100_000]), broken)))
                .hasMessage("connection reset");
        assertThat(filesIn("incoming")).isEmpty();
    }

    @Test
    void an_upload_that_is_too_large_leaves_nothing() throws Exception {
        var small = new Artifacts(folder, new ArtifactLimits(1000, 10, 1000), InstantSource.fixed(NOW));

        assertThatThrownBy(() -> small.stage(new ByteArrayInputStream(new byte[1001])))
                .isInstanceOf(ArtifactRefused.class)
                .hasMessage("The artifact is larger than the limit of 1000 bytes.");
        assertThat(filesIn("incoming")).isEmpty();
    }

    @Test
    void what_a_crash_left_behind_is_deleted_after_a_day() throws Exception {
        Path old = Files.createFile(folder.resolve("incoming/old.part"));
        Path young = Files.createFile(folder.resolve("incoming/young.part"));
        Files.setLastModifiedTime(old, FileTime.from(NOW.minusSeconds(90_000)));
        Files.setLastModifiedTime(young, FileTime.from(NOW.minusSeconds(60)));

        open(typical().tarGz());

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void many_entries_are_read_in_order() throws Exception {
        var maker = new TarMaker();
        for (int i = 0; i < 20_000; i++) {
            maker.file("folder-" + i % 100 + "/file-" + i, "contents " + i);
        }

        assertThat(open(maker.tarGz()).manifest().entries())
                .hasSize(20_100)
                .isSortedAccordingTo(Comparator.comparing(Manifest.Entry::path));
    }

    private static TarMaker typical() throws IOException {
        return new TarMaker()
                .folder(".", 0755)
                .folder("./app", 0755)
                .file("./app/run", "#!/bin/sh\n", 0100755)
                .file("node_modules/vite/cli.js", "cli")
                .link("node_modules/.bin/vite", "../vite/cli.js")
                .hardLink("same", "./app/run");
    }

    private Opened open(byte[] archive) throws Exception {
        try (Staged staged = artifacts.stage(new ByteArrayInputStream(archive))) {
            assertThat(staged.bytes()).isEqualTo(archive.length);
            return artifacts.open(staged);
        }
    }

    private void unpack(List<String> tar, Opened opened, Path target) throws Exception {
        var command = new ArrayList<>(tar);
        command.addAll(List.of("xzpf", "-", "-C", target.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream pack = artifacts.pack(opened.digest());
                var in = process.getOutputStream()) {
            pack.transferTo(in);
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private List<String> filesIn(String name) throws IOException {
        try (var files = Files.list(folder.resolve(name))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Map<String, String> expected(Manifest manifest) {
        return manifest.entries().stream()
                .collect(Collectors.toMap(Manifest.Entry::path, entry -> line(entry) + " " + entry.sha256()));
    }

    private static Map<String, String> onDisk(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> !file.equals(root))
                    .collect(Collectors.toMap(file -> root.relativize(file).toString(), file -> describe(root, file)));
        }
    }

    private static String describe(Path root, Path file) {
        try {
            String path = root.relativize(file).toString();
            if (Files.isSymbolicLink(file)) {
                return "LINK 777 " + path + " -> " + Files.readSymbolicLink(file) + " null";
            }
            int mode = 0;
            for (char c : PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                    .toCharArray()) {
                mode = mode << 1 | (c == '-' ? 0 : 1);
            }
            return Files.isDirectory(file)
                    ? "FOLDER " + Integer.toOctalString(mode) + " " + path + " null"
                    : "FILE " + Integer.toOctalString(mode) + " " + path + " " + sha256(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(Manifest.Entry entry) {
        return entry.type() + " " + Integer.toOctalString(entry.mode()) + " " + entry.path()
                + (entry.target() == null ? "" : " -> " + entry.target());
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(Inspection.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
