package dev.slipway.release;

import org.jspecify.annotations.Nullable;

/** Counts what comes out of an archive, and stops a bomb while it goes off. */
final class Meter {
    private final ArtifactLimits limits;
    private final long archiveBytes;
    private long read;
    private long unpacked;

    Meter(ArtifactLimits limits, long archiveBytes) {
        this.limits = limits;
        this.archiveBytes = archiveBytes;
    }

    /** Bytes that came out of the decompression, whether they are contents or headers. */
    void read(long bytes, @Nullable String entry) throws ArtifactRefused {
        read += bytes;
        if (read > ArtifactLimits.RATIO_COUNTS_FROM && read / ArtifactLimits.RATIO > archiveBytes) {
            throw new ArtifactRefused(
                    entry, "unpacks to more than " + ArtifactLimits.RATIO + " times the size of the archive");
        }
        // Headers are small beside contents, unless somebody made them so.
        if (read - unpacked > limits.maxUnpackedBytes() + 4096L * limits.maxEntries()) {
            throw tooMuch(entry);
        }
    }

    /** Bytes that a file will take on a node. */
    void unpacked(long bytes, @Nullable String entry) throws ArtifactRefused {
        unpacked += bytes;
        if (unpacked > limits.maxUnpackedBytes()) {
            throw tooMuch(entry);
        }
    }

    private ArtifactRefused tooMuch(@Nullable String entry) {
        return new ArtifactRefused(
                entry, "brings the unpacked artifact above the limit of " + limits.maxUnpackedBytes() + " bytes");
    }
}
