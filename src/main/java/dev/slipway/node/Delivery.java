package dev.slipway.node;

import dev.slipway.release.Manifest;
import dev.slipway.release.Release;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A release on its way to a node.
 *
 * @param manifest what must be there in the end
 * @param pack opens the release as the bytes of a gzip-compressed tar that holds exactly the manifest's entries
 * @param sharedFolders and
 * @param sharedFiles paths that are links into {@code shared/} in the staged release
 */
public record Delivery(
        Release release, Manifest manifest, Pack pack, List<String> sharedFolders, List<String> sharedFiles) {
    public Delivery {
        sharedFolders = List.copyOf(sharedFolders);
        sharedFiles = List.copyOf(sharedFiles);
    }

    /** Opens the bytes anew for each node. */
    @FunctionalInterface
    public interface Pack {
        /** The caller closes the stream. */
        InputStream open() throws IOException;
    }
}
