package dev.slipway.release;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads through an archive, entry by entry, without unpacking it.
 *
 * <p>Whatever is wrong with the archive is an {@link ArtifactRefused}, so that an I/O error of the caller's own disk is
 * never taken for a fault of the artifact.
 */
interface ArchiveReader extends Closeable {
    /**
     * The next entry, or null behind the last.
     *
     * @throws ArtifactRefused if the archive is damaged, cut off, or has something behind its end
     */
    @Nullable Item next() throws ArtifactRefused;

    /**
     * Some bytes of the current entry, which is a file.
     *
     * @return how many; -1 at the end of the entry
     * @throws ArtifactRefused if the archive is damaged or cut off
     */
    int read(byte[] into) throws ArtifactRefused;

    /** Refusals for what went wrong inside the decompression. */
    static ArtifactRefused damaged(@Nullable String entry, IOException e) {
        return new ArtifactRefused(
                entry,
                "cannot be read: the archive is damaged or cut off"
                        + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")"));
    }

    /** What an archive can hold that is not refused on sight. */
    enum Kind {
        FILE,
        FOLDER,
        LINK,
        HARD_LINK
    }

    /**
     * An entry as the archive has it.
     *
     * @param name not yet checked
     * @param mode with setuid, setgid and sticky, if it has them
     * @param target of both sorts of links; not yet checked
     * @param seconds when it was changed, since 1970
     */
    record Item(String name, Kind kind, int mode, @Nullable String target, long seconds) {}
}
