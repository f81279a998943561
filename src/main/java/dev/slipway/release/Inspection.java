package dev.slipway.release;

import dev.slipway.release.ArchiveReader.Item;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Reads an archive through once, checks all of it, and knows afterwards what is in it. */
final class Inspection {
    private static final int SPECIAL_BITS = 07000;

    private final ArtifactLimits limits;
    private final Meter meter;
    private final ReleaseTree tree;
    private final byte[] buffer = new byte[1 << 16];
    private final MessageDigest sha256 = sha256();

    Inspection(ArtifactLimits limits, Meter meter) {
        this.limits = limits;
        this.meter = meter;
        this.tree = new ReleaseTree(limits);
    }

    /** Reads to the end. */
    Found run(ArchiveReader archive) throws ArtifactRefused {
        int items = 0;
        for (Item item = archive.next(); item != null; item = archive.next()) {
            if (++items > limits.maxEntries() + 1) {
                throw new ArtifactRefused(item.name(), "is above the limit of " + limits.maxEntries() + " entries");
            }
            take(archive, item);
        }
        return new Found(tree.manifest(), tree);
    }

    /** What an archive turned out to hold. */
    record Found(Manifest manifest, ReleaseTree tree) {}

    private void take(ArchiveReader archive, Item item) throws ArtifactRefused {
        String path = EntryName.normal(item.name());
        if (path.isEmpty()) {
            if (item.kind() != ArchiveReader.Kind.FOLDER) {
                throw new ArtifactRefused(item.name(), "stands where the release's own folder must be");
            }
            return;
        }
        boolean hasOwnMode = item.kind() == ArchiveReader.Kind.FILE || item.kind() == ArchiveReader.Kind.FOLDER;
        if (hasOwnMode && (item.mode() & SPECIAL_BITS) != 0) {
            throw new ArtifactRefused(item.name(), "has a setuid, setgid or sticky bit");
        }
        switch (item.kind()) {
            // The owner must be able to put links into a folder and to remove it when the release is pruned.
            case FOLDER ->
                tree.add(new Manifest.Entry(path, Manifest.Type.FOLDER, (item.mode() & 0777) | 0700, 0, null, null));
            case FILE -> tree.add(file(archive, path, (item.mode() & 0777) | 0400));
            case LINK ->
                tree.add(new Manifest.Entry(
                        path, Manifest.Type.LINK, 0777, 0, null, EntryName.target(item.name(), item.target())));
            case HARD_LINK -> {
                String of = EntryName.normal(EntryName.target(item.name(), item.target()));
                meter.unpacked(tree.addCopy(path, of).size(), item.name());
            }
        }
    }

    private Manifest.Entry file(ArchiveReader archive, String path, int mode) throws ArtifactRefused {
        long size = 0;
        for (int n = archive.read(buffer); n >= 0; n = archive.read(buffer)) {
            meter.unpacked(n, path);
            sha256.update(buffer, 0, n);
            size += n;
        }
        String digest = HexFormat.of().formatHex(sha256.digest());
        return new Manifest.Entry(path, Manifest.Type.FILE, mode, size, digest, null);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
