package dev.slipway.release;

import dev.slipway.release.ArchiveReader.Item;
import dev.slipway.release.ArchiveReader.Kind;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Writes a release's pack: a tar with exactly the entries of its manifest and none of the archive's own oddities.
 *
 * <p>Folders come first and links last, so whatever unpacks it has a place for every file and cannot be led through a
 * link. Long names are written as GNU does, because busybox reads those and cuts the others short. Times are kept: web
 * servers make the tags of static files from them.
 */
final class PackWriter implements Closeable {
    /** Level 2 of 9: nodes are near, and the CPU is what a delivery waits for. */
    private static final int LEVEL = 2;

    private static final int BUFFER = 1 << 16;

    private final TarArchiveOutputStream tar;
    private final Path spool;

    /**
     * A writer to {@code out}.
     *
     * @param spool where a file with hard links is kept until all its copies are written; deleted on close
     */
    PackWriter(OutputStream out, Path spool) throws IOException {
        this.tar = new TarArchiveOutputStream(new BufferedOutputStream(new FastGzip(out), BUFFER), "UTF-8");
        this.tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        this.tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
        this.spool = spool;
    }

    /** Writes everything; the archive is read for the second time, from its beginning. */
    void write(Inspection.Found found, ArchiveReader archive) throws IOException, ArtifactRefused {
        writeAll(found.manifest(), Manifest.Type.FOLDER);
        for (Item item = archive.next(); item != null; item = archive.next()) {
            if (item.kind() == Kind.FILE) {
                writeFile(found.tree(), EntryName.normal(item.name()), archive, item.seconds());
            }
        }
        writeAll(found.manifest(), Manifest.Type.LINK);
        tar.finish();
    }

    @Override
    public void close() throws IOException {
        try {
            tar.close();
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    private void writeAll(Manifest manifest, Manifest.Type type) throws IOException {
        for (Manifest.Entry entry : manifest.entries()) {
            if (entry.type() == type) {
                tar.putArchiveEntry(header(entry, 0));
                tar.closeArchiveEntry();
            }
        }
    }

    private void writeFile(ReleaseTree tree, String path, ArchiveReader archive, long seconds)
            throws IOException, ArtifactRefused {
        Manifest.Entry entry = known(tree, path);
        List<String> copies = tree.copiesOf(path);
        if (copies.isEmpty()) {
            tar.putArchiveEntry(header(entry, seconds));
            copy(archive, tar);
            tar.closeArchiveEntry();
            return;
        }
        try (OutputStream out = Files.newOutputStream(spool)) {
            copy(archive, out);
        }
        writeSpooled(entry, seconds);
        for (String copy : copies) {
            writeSpooled(known(tree, copy), seconds);
        }
    }

    private void writeSpooled(Manifest.Entry entry, long seconds) throws IOException {
        tar.putArchiveEntry(header(entry, seconds));
        try (InputStream in = Files.newInputStream(spool)) {
            in.transferTo(tar);
        }
        tar.closeArchiveEntry();
    }

    private static void copy(ArchiveReader archive, OutputStream out) throws IOException, ArtifactRefused {
        byte[] buffer = new byte[BUFFER];
        for (int n = archive.read(buffer); n >= 0; n = archive.read(buffer)) {
            out.write(buffer, 0, n);
        }
    }

    private static Manifest.Entry known(ReleaseTree tree, String path) throws IOException {
        Manifest.Entry entry = tree.find(path);
        if (entry == null) {
            throw new IOException("The staged artifact changed while it was read");
        }
        return entry;
    }

    private static TarArchiveEntry header(Manifest.Entry entry, long seconds) {
        var header =
                switch (entry.type()) {
                    case FILE -> new TarArchiveEntry(entry.path());
                    case FOLDER -> new TarArchiveEntry(entry.path() + "/", TarConstants.LF_DIR);
                    case LINK -> new TarArchiveEntry(entry.path(), TarConstants.LF_SYMLINK);
                };
        String target = entry.target();
        if (target != null) {
            header.setLinkName(target);
        }
        header.setMode(entry.mode());
        header.setSize(entry.size());
        header.setModTime(seconds * 1000);
        header.setIds(0, 0);
        header.setNames("", "");
        return header;
    }

    /** Gzip that minds the time more than the size. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(LEVEL);
        }
    }
}
