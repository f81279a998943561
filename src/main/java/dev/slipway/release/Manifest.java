package dev.slipway.release;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every entry of a release.
 *
 * @param entries ordered so that a folder comes before what is in it
 */
public record Manifest(List<Entry> entries) {
    public Manifest {
        entries = List.copyOf(entries);
    }

    /** What an entry is. */
    public enum Type {
        /** A regular file. */
        FILE,
        /** A folder. */
        FOLDER,
        /** A symbolic link. */
        LINK
    }

    /**
     * One entry.
     *
     * @param path relative, {@code /} between parts, without {@code .}, {@code ..} or control characters
     * @param mode permission bits, e.g. 0755; without setuid, setgid, sticky
     * @param size bytes of a file; 0 otherwise
     * @param sha256 of a file's bytes in lower-case hex; null otherwise
     * @param target of a link, as written; null otherwise
     */
    public record Entry(
            String path,
            Type type,
            int mode,
            long size,
            @Nullable String sha256,
            @Nullable String target) {}
}
