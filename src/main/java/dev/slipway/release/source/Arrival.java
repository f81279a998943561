package dev.slipway.release.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * An artifact as it arrives from a source, with what the source knows of it.
 *
 * @param from where it came from, fit for the audit: without secrets
 * @param sha256 what its bytes must have, in lower-case hex; null when nobody says
 */
record Arrival(
        InputStream bytes,
        String from,
        @Nullable String sha256,
        @Nullable String commit,
        @Nullable String author,
        @Nullable String notes)
        implements Closeable {
    static Arrival of(InputStream bytes, String from, @Nullable String sha256) {
        return new Arrival(bytes, from, sha256, null, null, null);
    }

    Arrival withCommit(@Nullable String id) {
        return new Arrival(bytes, from, sha256, id, author, notes);
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
