package dev.slipway.release;

/**
 * How much of an artifact is taken before it is refused.
 *
 * @param maxBytes of the archive as uploaded
 * @param maxEntries files, folders and links, folders that are only implied by a path included
 * @param maxUnpackedBytes of all its files together
 */
public record ArtifactLimits(long maxBytes, int maxEntries, long maxUnpackedBytes) {
    /** What a fresh installation takes. */
    public static final ArtifactLimits DEFAULT = new ArtifactLimits(8L << 30, 200_000, 16L << 30);

    /** A small archive that unpacks to more than this many times its size is a bomb, not a release. */
    static final int RATIO = 200;

    /** Below this many bytes, any ratio is harmless. */
    static final long RATIO_COUNTS_FROM = 100L << 20;

    /** All names together: keeps a hostile archive from filling the memory with them. */
    static final long NAME_CHARACTERS = 32L << 20;

    public ArtifactLimits {
        if (maxBytes < 1 || maxEntries < 1 || maxUnpackedBytes < 1) {
            throw new IllegalArgumentException("Limits of artifacts must be at least 1");
        }
    }
}
