package dev.slipway.release;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All releases of all applications. A release that is there never changes. */
@ApplicationScoped
public class Releases {
    private final ReleaseRows rows;
    private final Artifacts artifacts;
    private final InstantSource clock;

    Releases(ReleaseRows rows, Artifacts artifacts, InstantSource clock) {
        this.rows = rows;
        this.artifacts = artifacts;
        this.clock = clock;
    }

    /**
     * Takes a release: reads the artifact to its end, checks it and stores it. No transaction is open meanwhile.
     *
     * @throws BadRelease if something said of it is wrong; the artifact was not read then
     * @throws ArtifactRefused if the artifact is not safe or not sound; nothing was stored then
     * @throws IOException if the upload breaks off, or the artifact folder cannot be written; nothing was stored then
     */
    public Added add(String application, NewRelease meta, InputStream artifact)
            throws BadRelease, ArtifactRefused, IOException {
        try {
            return add(application, meta, artifact, Handed.by(meta.author()));
        } catch (OtherDigest e) {
            throw new IllegalStateException("No digest was said", e);
        }
    }

    /**
     * As above, for somebody, and with a digest that the bytes must have. The audit is written with the release.
     *
     * @throws OtherDigest if they have another; nothing was stored then
     */
    public Added add(String application, NewRelease meta, InputStream artifact, Handed handed)
            throws BadRelease, ArtifactRefused, OtherDigest, IOException {
        check(application, meta);
        try (Staged staged = artifacts.stage(artifact)) {
            if (handed.sha256() != null && !staged.digest().equals(handed.sha256())) {
                throw new OtherDigest(staged.digest(), handed.sha256());
            }
            Optional<Release> there = find(application, meta.version());
            if (there.isPresent()) {
                return compared(there.get(), staged.digest());
            }
            Release release = release(application, meta, artifacts.open(staged));
            if (rows.insert(release, handed)) {
                return new Added.Created(release);
            }
            // Somebody else was faster; rows are never deleted, so theirs is there.
            return compared(find(application, meta.version()).orElseThrow(), staged.digest());
        }
    }

    /**
     * Looks at what is said of a release, before anything is fetched for it.
     *
     * @throws BadRelease if something of it is wrong
     */
    public void check(String application, NewRelease meta) throws BadRelease {
        ReleaseRules.check(application, meta);
    }

    /** What handing over bytes of this digest would come to, if that is certain already. */
    public Optional<Added> foreseen(String application, String version, String sha256) {
        return find(application, version).map(there -> compared(there, sha256));
    }

    /** The release of this version. */
    public Optional<Release> find(String application, String version) {
        return rows.named(application, version);
    }

    /**
     * Releases of an application, the one that came last first.
     *
     * @param limit at most so many; at least 1
     * @param beforeVersion only those that came before this one, for the next page; null begins with the newest
     */
    public List<Release> newestFirst(String application, int limit, @Nullable String beforeVersion) {
        return rows.newestFirst(application, limit, beforeVersion);
    }

    /** Applications that have a release, by name. */
    public List<String> applications() {
        return rows.applications();
    }

    /** Every entry of a release. */
    public Manifest manifest(Release release) throws IOException {
        return artifacts.manifest(release.digest());
    }

    /** A gzip-compressed tar with exactly the manifest's entries; the caller closes it. */
    public InputStream pack(Release release) throws IOException {
        return artifacts.pack(release.digest());
    }

    private static Added compared(Release there, String digest) {
        return there.digest().equals(digest) ? new Added.Same(there) : new Added.Clash(there);
    }

    private Release release(String application, NewRelease meta, Opened opened) {
        return new Release(
                application,
                meta.version(),
                opened.digest(),
                opened.bytes(),
                opened.manifest().entries().size(),
                opened.unpackedBytes(),
                meta.migrations(),
                nullIfBlank(meta.commit()),
                nullIfBlank(meta.notes()),
                meta.author(),
                // The database keeps microseconds; what is handed out now must equal what is read later.
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    private static @Nullable String nullIfBlank(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
