package dev.slipway.release;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file in the making: it appears under its name whole and on disk, or not at all. */
final class DurableFile implements Closeable {
    static final String SUFFIX = ".part";

    private final Path part;
    private final FileChannel channel;

    private DurableFile(Path part, FileChannel channel) {
        this.part = part;
        this.channel = channel;
    }

    static DurableFile in(Path folder) throws IOException {
        Path part = Files.createTempFile(folder, "", SUFFIX);
        try {
            return new DurableFile(part, FileChannel.open(part, StandardOpenOption.WRITE));
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw e;
        }
    }

    Path part() {
        return part;
    }

    OutputStream stream() {
        return Channels.newOutputStream(channel);
    }

    /** Puts the file under its name, over one that may be there already. */
    void commit(Path name) throws IOException {
        channel.force(true);
        Files.move(part, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path folder = name.getParent();
        if (folder != null) {
            try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    /** Leaves nothing behind, unless it was committed. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
