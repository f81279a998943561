package dev.slipway.release;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An immutable version of an application.
 *
 * @param version {@code [A-Za-z0-9][A-Za-z0-9._+-]*}, at most 100 characters; it names a folder on the nodes
 * @param digest SHA-256 of the artifact as it was uploaded, in lower-case hex
 * @param bytes size of the artifact as uploaded
 * @param entries files, folders and links in it
 * @param unpackedBytes what it takes on a node
 */
public record Release(
        String application,
        String version,
        String digest,
        long bytes,
        int entries,
        long unpackedBytes,
        Migrations migrations,
        @Nullable String commit,
        @Nullable String notes,
        String author,
        Instant createdAt) {

    /** Whether a release changes the database, and whether that can be undone. */
    public enum Migrations {
        /** It has none: the pipeline's migrate step is left out. */
        NONE,
        /** The release before it works with the migrated database. */
        REVERSIBLE,
        /** The release before it may not work with the migrated database. */
        IRREVERSIBLE
    }
}
