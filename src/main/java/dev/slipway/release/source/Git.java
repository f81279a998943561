package dev.slipway.release.source;

import dev.slipway.release.ReleaseConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/**
 * Releases from Git repositories: fetched into a bare copy, and the files of one commit made into one tar, of which the
 * same commit always gives the same bytes.
 */
@Singleton
class Git {
    private static final int LONGEST_LINE = 200;

    private final Remotes remotes;
    private final FetchConfig config;
    private final long maxBytes;
    private final Map<Path, ReentrantLock> locks = new ConcurrentHashMap<>();

    Git(Remotes remotes, FetchConfig config, ReleaseConfig release) {
        this.remotes = remotes;
        this.config = config;
        this.maxBytes = release.maxUnpackedBytes().asLongValue();
        NoSystemConfig.install();
    }

    Arrival arrive(Source.Git source) throws SourceFailed, IOException {
        Remote remote = remotes.of(source);
        Path folder = config.repositories().resolve(Mirror.folderOf(remote));
        ReentrantLock alone = locks.computeIfAbsent(folder, key -> new ReentrantLock());
        alone.lock();
        try (Mirror mirror = Mirror.fetched(folder, remote)) {
            RevCommit commit = mirror.commit(source.ref());
            return arrival(mirror, commit, remote);
        } finally {
            alone.unlock();
        }
    }

    private Arrival arrival(Mirror mirror, RevCommit commit, Remote remote) throws SourceFailed, IOException {
        Files.createDirectories(config.temporary());
        Path tar = Files.createTempFile(config.temporary(), "git", ".tar");
        boolean whole = false;
        try {
            try (OutputStream out = Files.newOutputStream(tar)) {
                GitArchive.write(mirror.repository(), commit, out, maxBytes);
            }
            var bytes = Files.newInputStream(tar, StandardOpenOption.DELETE_ON_CLOSE);
            whole = true;
            return new Arrival(
                    bytes,
                    remote.shown() + " at " + commit.getName(),
                    null,
                    commit.getName(),
                    line(commit.getAuthorIdent().getName()),
                    line(commit.getShortMessage()));
        } finally {
            if (!whole) {
                Files.deleteIfExists(tar);
            }
        }
    }

    /** What strangers wrote, as one line; null when nothing is left of it. */
    private static @Nullable String line(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.isEmpty() ? null : line.substring(0, Math.min(line.length(), LONGEST_LINE));
    }
}
