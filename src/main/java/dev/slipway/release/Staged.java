package dev.slipway.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An artifact that has arrived whole and was not looked into yet. Closing it deletes it. */
public final class Staged implements AutoCloseable {
    private final Path file;
    private final String digest;
    private final long bytes;

    Staged(Path file, String digest, long bytes) {
        this.file = file;
        this.digest = digest;
        this.bytes = bytes;
    }

    /** SHA-256 of the bytes as they came, in lower-case hex. */
    public String digest() {
        return digest;
    }

    /** How many bytes came. */
    public long bytes() {
        return bytes;
    }

    Path file() {
        return file;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
