package dev.slipway.release.source;

import org.jspecify.annotations.Nullable;

/** Where a release is fetched from, as somebody wrote it; nothing of it was looked at yet. */
public sealed interface Source {
    /**
     * A file at a web address.
     *
     * @param sha256 what its bytes must have, in hex
     */
    record Url(String url, String sha256) implements Source {}

    /**
     * The files of a commit.
     *
     * @param url of the repository: {@code https://…}, {@code ssh://…} or {@code git@host:path}
     * @param ref a branch, a tag, {@code refs/…}, or a whole commit id
     * @param key over SSH, the name of the stored key; else null
     * @param hostKey over SSH, what the server must show; null: what its operator has published
     */
    record Git(
            String url,
            String ref,
            @Nullable String key,
            @Nullable String hostKey) implements Source {
        /** Over HTTPS. */
        public Git(String url, String ref) {
            this(url, ref, null, null);
        }
    }

    /**
     * A file that belongs to a release on GitHub.
     *
     * @param repository e.g. {@code acme/shop}
     */
    record GithubAsset(String repository, String tag, String asset) implements Source {}

    /**
     * A file that a workflow run on GitHub left; always a zip.
     *
     * @param repository e.g. {@code acme/shop}
     */
    record GithubArtifact(String repository, long run, String artifact) implements Source {}

    /**
     * An object in S3.
     *
     * @param version null: the newest
     * @param region null: the configured one
     */
    record S3(
            String bucket,
            String key,
            @Nullable String version,
            @Nullable String region) implements Source {}
}
