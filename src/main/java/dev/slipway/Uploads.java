package dev.slipway;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The folder in which uploads lie as long as their request. Whatever is in it when nobody runs, a crash has left. */
final class Uploads {
    private static final Logger LOG = Logger.getLogger(Uploads.class);
    private static final String LOCK = ".lock";

    /** A lock that nobody refers to would be let go by the garbage collection. */
    private static @Nullable FileLock held;

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
            held = channel.lock(0, Long.MAX_VALUE, true);
            LOG.debugf("Uploads go to %s, %s", folder, held);
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
