package dev.slipway;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder that holds what must outlive Slipway. One Slipway at a time has it, until the process ends. */
final class Home {
    private final Path folder;

    @SuppressWarnings("unused") // held for the life of the process; the system lets go of it even after a kill
    private final FileLock lock;

    private Home(Path folder, FileLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static Home take(Path folder) throws StartRefused {
        try {
            makePrivate(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new StartRefused("another Slipway uses the home " + folder
                        + ". Stop that one, or give this one a slipway.home of its own.");
            }
            return new Home(folder, lock);
        } catch (IOException e) {
            throw new StartRefused("the home " + folder + " cannot be used: " + e
                    + ". Make it writable for this user, or set slipway.home.");
        }
    }

    /** Closes the folder to others, but never one that holds other people's things, such as a mistaken {@code /var}. */
    private static void makePrivate(Path folder) throws IOException {
        Files.createDirectories(folder);
        boolean ours = Files.exists(folder.resolve("lock"));
        try (Stream<Path> entries = Files.list(folder)) {
            if (ours || entries.findAny().isEmpty()) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null; // held by this very process
        }
    }

    Path folder() {
        return folder;
    }

    /** PostgreSQL's data. */
    Path database() {
        return folder.resolve("db");
    }
}
