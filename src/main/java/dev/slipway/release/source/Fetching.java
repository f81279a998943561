package dev.slipway.release.source;

import dev.slipway.release.Added;
import dev.slipway.release.ArtifactRefused;
import dev.slipway.release.BadRelease;
import dev.slipway.release.Handed;
import dev.slipway.release.NewRelease;
import dev.slipway.release.OtherDigest;
import dev.slipway.release.Releases;
import jakarta.inject.Singleton;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Brings releases in from elsewhere. It blocks until the release is there, which may take minutes; whoever asked and
 * went away gets nothing half: a release appears whole or not at all, and the same call again finds it.
 */
@Singleton
public class Fetching {
    private final Releases releases;
    private final Web web;
    private final Git git;
    private final Github github;
    private final S3 s3;
    private final Semaphore places;

    Fetching(Releases releases, Web web, Git git, Github github, S3 s3, FetchConfig config) {
        this.releases = releases;
        this.web = web;
        this.git = git;
        this.github = github;
        this.s3 = s3;
        this.places = new Semaphore(config.atOnce());
    }

    /**
     * Fetches a release and adds it. What is left open in {@code meta} (commit, notes) is taken from the source, and so
     * is the author where the source knows one.
     *
     * @param who has it fetched, for the audit
     * @throws BadRelease if something said of it is wrong; nothing was fetched then
     * @throws ArtifactRefused if the artifact is not safe or not sound; nothing was stored then
     * @throws IOException if Slipway's own folders cannot be written
     */
    public Fetched fetch(String application, NewRelease meta, Source source, String who)
            throws BadRelease, ArtifactRefused, IOException {
        releases.check(application, meta);
        if (!places.tryAcquire()) {
            return new Fetched.Busy();
        }
        try {
            Optional<Fetched> foreseen = foreseen(application, meta, source);
            return foreseen.isPresent() ? foreseen.get() : brought(application, meta, source, who);
        } catch (SourceFailed e) {
            return new Fetched.NotTaken(e.failure());
        } finally {
            places.release();
        }
    }

    /** With a digest, what is there already need not be fetched again. */
    private Optional<Fetched> foreseen(String application, NewRelease meta, Source source) throws SourceFailed {
        if (!(source instanceof Source.Url url)) {
            return Optional.empty();
        }
        String from = Web.target(url.url()).shown();
        return releases.foreseen(application, meta.version(), Web.digest(url))
                .map(added -> new Fetched.Taken(added, from, true));
    }

    private Fetched brought(String application, NewRelease meta, Source source, String who)
            throws SourceFailed, BadRelease, ArtifactRefused, IOException {
        try (Arrival arrival = arrive(source);
                Heard bytes = new Heard(arrival.bytes())) {
            return taken(application, filled(meta, arrival), arrival, bytes, who);
        }
    }

    private Fetched taken(String application, NewRelease meta, Arrival arrival, Heard bytes, String who)
            throws SourceFailed, BadRelease, ArtifactRefused, IOException {
        try {
            Added added = releases.add(application, meta, bytes, new Handed(who, arrival.from(), arrival.sha256()));
            return new Fetched.Taken(added, arrival.from(), arrival.sha256() != null);
        } catch (OtherDigest e) {
            throw new SourceFailed(
                    "Checking what came from " + arrival.from(),
                    String.valueOf(e.getMessage()),
                    "Nothing was stored. Find out which of the two is right");
        } catch (IOException e) {
            if (bytes.failed()) {
                throw Web.broken(arrival.from(), e);
            }
            throw e;
        }
    }

    private Arrival arrive(Source source) throws SourceFailed, IOException {
        return switch (source) {
            case Source.Url url -> web.arrive(url);
            case Source.Git repository -> git.arrive(repository);
            case Source.GithubAsset asset -> github.arrive(asset);
            case Source.GithubArtifact artifact -> github.arrive(artifact);
            case Source.S3 object -> s3.arrive(object);
        };
    }

    private static NewRelease filled(NewRelease meta, Arrival arrival) {
        return new NewRelease(
                meta.version(),
                meta.migrations(),
                meta.commit() == null ? arrival.commit() : meta.commit(),
                meta.notes() == null ? arrival.notes() : meta.notes(),
                arrival.author() == null ? meta.author() : arrival.author());
    }

    /** Tells whether it was the source that broke off, or our own disk. */
    private static final class Heard extends FilterInputStream {
        private boolean failed;

        Heard(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }

        boolean failed() {
            return failed;
        }
    }
}
