package dev.slipway.release;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** The kinds of archives that are taken, told by their first bytes and never by their names. */
enum ArchiveFormat {
    TAR_GZ,
    TAR_ZST,
    TAR,
    ZIP;

    private static final int BUFFER = 1 << 16;

    static ArchiveFormat of(Path archive) throws IOException, ArtifactRefused {
        byte[] start;
        try (InputStream in = Files.newInputStream(archive)) {
            start = in.readNBytes(TarHeader.BLOCK);
        }
        if (start.length == 0) {
            throw new ArtifactRefused(null, "is empty");
        }
        if (begins(start, 0x1f, 0x8b)) {
            return TAR_GZ;
        }
        if (begins(start, 0x28, 0xb5, 0x2f, 0xfd)) {
            return TAR_ZST;
        }
        if (begins(start, 'P', 'K', 3, 4)) {
            return ZIP;
        }
        if (begins(start, 'P', 'K', 5, 6)) {
            throw new ArtifactRefused(null, "has nothing in it");
        }
        if (start.length == TarHeader.BLOCK && (new TarHeader(start).sound() || new TarHeader(start).zero())) {
            return TAR;
        }
        throw new ArtifactRefused(null, "is neither a tar, tar.gz, tar.zst nor zip archive");
    }

    /** Opens the archive from its beginning. */
    ArchiveReader open(Path archive, Meter meter) throws IOException, ArtifactRefused {
        if (this == ZIP) {
            return ZipReader.open(archive, meter);
        }
        InputStream file = new BufferedInputStream(Files.newInputStream(archive), BUFFER);
        try {
            return new TarReader(decompressed(file), meter);
        } catch (IOException e) {
            file.close();
            throw ArchiveReader.damaged(null, e);
        }
    }

    private InputStream decompressed(InputStream file) throws IOException {
        return switch (this) {
            // The library, because the JDK's stream takes garbage behind the end for the end.
            case TAR_GZ ->
                new BufferedInputStream(
                        GzipCompressorInputStream.builder()
                                .setInputStream(file)
                                .setDecompressConcatenated(true)
                                .get(),
                        BUFFER);
            case TAR_ZST -> new BufferedInputStream(new ZstdInputStream(file), BUFFER);
            case TAR, ZIP -> file;
        };
    }

    private static boolean begins(byte[] start, int... magic) {
        byte[] wanted = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            wanted[i] = (byte) magic[i];
        }
        return start.length >= magic.length && Arrays.equals(start, 0, magic.length, wanted, 0, magic.length);
    }
}
