package dev.slipway.release;

import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;

/**
 * Where the bytes of releases lie: a folder, in which everything is named by the digest of the artifact it came from.
 *
 * <p>Several instances may share the folder. Of each artifact two files are kept: {@code manifests/<digest>}, which
 * says what is in it, and {@code packs/<digest>.tar.gz}, which nodes unpack. The artifact itself is read through and
 * then deleted; nothing is ever unpacked here.
 */
public final class Artifacts {
    /** What a crashed instance left in the middle of an upload is deleted when it is this old. */
    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

    private final Path incoming;
    private final Path packs;
    private final Path manifests;
    private final ArtifactLimits limits;
    private final InstantSource clock;

    /** A store in this folder, which is made when it is not there. */
    public Artifacts(Path folder, ArtifactLimits limits, InstantSource clock) throws IOException {
        this.incoming = Files.createDirectories(folder.resolve("incoming"));
        this.packs = Files.createDirectories(folder.resolve("packs"));
        this.manifests = Files.createDirectories(folder.resolve("manifests"));
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Takes the bytes of an artifact as they come. When they end early by an exception, nothing is left of them.
     *
     * @throws ArtifactRefused if there are too many
     * @throws IOException if the stream breaks off, or the folder cannot be written
     */
    public Staged stage(InputStream in) throws IOException, ArtifactRefused {
        deleteAbandoned();
        Path file = Files.createTempFile(incoming, "", DurableFile.SUFFIX);
        boolean whole = false;
        try (OutputStream out = Files.newOutputStream(file)) {
            MessageDigest sha256 = Inspection.sha256();
            byte[] buffer = new byte[1 << 16];
            long bytes = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
                if (bytes > limits.maxBytes()) {
                    throw new ArtifactRefused(null, "is larger than the limit of " + limits.maxBytes() + " bytes");
                }
                sha256.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
            whole = true;
            return new Staged(file, HexFormat.of().formatHex(sha256.digest()), bytes);
        } finally {
            if (!whole) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * Reads through the artifact and stores its manifest and pack. Opening the same bytes again changes nothing.
     *
     * @throws ArtifactRefused if anything in it is not safe or not sound; nothing is stored then
     */
    public Opened open(Staged staged) throws IOException, ArtifactRefused {
        if (Files.exists(manifestFile(staged.digest())) && Files.exists(packFile(staged.digest()))) {
            return new Opened(staged.digest(), staged.bytes(), manifest(staged.digest()));
        }
        ArchiveFormat format = ArchiveFormat.of(staged.file());
        Inspection.Found found;
        var meter = new Meter(limits, staged.bytes());
        try (ArchiveReader archive = format.open(staged.file(), meter)) {
            found = new Inspection(limits, meter).run(archive);
        }
        try (DurableFile pack = DurableFile.in(incoming);
                DurableFile manifest = DurableFile.in(incoming)) {
            writePack(format, staged, found, pack);
            ManifestFile.write(found.manifest(), staged.bytes(), manifest.stream());
            pack.commit(packFile(staged.digest()));
            manifest.commit(manifestFile(staged.digest()));
        }
        return new Opened(staged.digest(), staged.bytes(), found.manifest());
    }

    /**
     * What is in an artifact that was opened.
     *
     * @throws FileNotFoundException if there is none of this digest
     */
    public Manifest manifest(String digest) throws IOException {
        try (InputStream in = Files.newInputStream(manifestFile(digest))) {
            return ManifestFile.read(in).manifest();
        } catch (NoSuchFileException _) {
            throw missing(digest);
        }
    }

    /**
     * The release as a gzip-compressed tar with exactly the manifest's entries; the caller closes it.
     *
     * @throws FileNotFoundException if there is none of this digest
     */
    public InputStream pack(String digest) throws IOException {
        try {
            return Files.newInputStream(packFile(digest));
        } catch (NoSuchFileException _) {
            throw missing(digest);
        }
    }

    private void writePack(ArchiveFormat format, Staged staged, Inspection.Found found, DurableFile pack)
            throws IOException, ArtifactRefused {
        Path spool = Path.of(pack.part() + ".spool" + DurableFile.SUFFIX);
        try (ArchiveReader archive = format.open(staged.file(), new Meter(limits, staged.bytes()))) {
            // Not closed through to the file, which still has to reach the disk.
            OutputStream out = new Unclosed(pack.stream());
            try (var writer = new PackWriter(out, spool)) {
                writer.write(found, archive);
            }
        }
    }

    private void deleteAbandoned() throws IOException {
        Instant before = clock.instant().minus(ABANDONED_AFTER);
        try (var parts = Files.newDirectoryStream(incoming, "*" + DurableFile.SUFFIX)) {
            for (Path part : parts) {
                deleteIfOlder(part, before);
            }
        }
    }

    private static void deleteIfOlder(Path part, Instant before) throws IOException {
        try {
            if (Files.getLastModifiedTime(part).toInstant().isBefore(before)) {
                Files.deleteIfExists(part);
            }
        } catch (NoSuchFileException _) {
            // Another upload ended in this moment, and took its part away.
        }
    }

    private Path packFile(String digest) {
        return packs.resolve(checked(digest) + ".tar.gz");
    }

    private Path manifestFile(String digest) {
        return manifests.resolve(checked(digest));
    }

    private static String checked(String digest) {
        if (!digest.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("Not a SHA-256 digest");
        }
        return digest;
    }

    private static FileNotFoundException missing(String digest) {
        return new FileNotFoundException("The artifact " + digest
                + " is not in the artifact folder; with several instances, all must share that folder");
    }

    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
