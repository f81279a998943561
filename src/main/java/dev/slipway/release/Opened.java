package dev.slipway.release;

/**
 * An artifact that was read through, found safe, and stored.
 *
 * @param digest SHA-256 of the bytes as they came, in lower-case hex
 * @param bytes how many bytes came
 */
public record Opened(String digest, long bytes, Manifest manifest) {
    /** What it takes on a node. */
    public long unpackedBytes() {
        return manifest.entries().stream().mapToLong(Manifest.Entry::size).sum();
    }
}
