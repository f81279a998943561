package dev.slipway;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jboss.logging.Logger;

/** The folder in which uploads lie as long as their request. Whatever is in it when nobody runs, a crash has left. */
final class Uploads {
    private static final Logger LOG = Logger.getLogger(Uploads.class);
    private static final String LOCK = ".lock";

    private Uploads() {}

    /** Empties the folder unless another instance with the same home runs. The lock is held until this process ends. */
    static void sweep(Path home) {
        var folder = home.resolve("uploads");
        try {
            Files.createDirectories(folder);
            var channel = FileChannel.open(
                    folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try (FileLock alone = channel.tryLock()) {
                if (alone != null) {
                    empty(folder);
                }
            }
            var _ = channel.lock(0, Long.MAX_VALUE, true);
        } catch (IOException e) {
            LOG.warnf("Old uploads in %s could not be removed: %s", folder, e.toString());
        }
    }

    private static void empty(Path folder) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
            for (Path path : left) {
                if (!path.endsWith(LOCK)) {
                    Folders.remove(path);
                }
            }
        }
    }
}
